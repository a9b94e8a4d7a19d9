import { cpSync, mkdtempSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { main } from "@tandem/cli";

const example = fileURLToPath(new URL("../", import.meta.url));

/** A copy of the project, so that the example leaves nothing behind in its own folder. */
export function copyOfProject(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tandem-recommendations-")));
  const folder = join(root, "project");
  cpSync(join(example, "tandem.yaml"), join(folder, "tandem.yaml"));
  symlinkSync(join(example, "dist"), join(folder, "dist"));
  symlinkSync(join(example, "../data"), join(root, "data"));
  symlinkSync(join(example, "../../node_modules"), join(root, "node_modules"));
  return folder;
}

/** Runs `tandem` in a folder; what it printed. */
export async function tandem(folder: string, ...args: string[]): Promise<string> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, {
    cwd: folder,
    stdout: into((text) => out.push(text)),
    stderr: into((text) => err.push(text)),
  });
  if (code !== 0) throw new Error(`tandem ${args.join(" ")} ended with ${code}: ${err.join("")}`);
  return out.join("");
}

export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/** `tandem serve`, in this process and on any port that is free. */
export async function serve(folder: string): Promise<Served> {
  const stopping = new AbortController();
  const said: string[] = [];
  let ended: Promise<number> | undefined;
  const line = await new Promise<string>((started, fail) => {
    const io = { cwd: folder, stdout: into(started), stderr: into((text) => said.push(text)), signal: stopping.signal };
    ended = main(["serve", "--port", "0", "--no-mlflow", "--json"], io);
    void ended.then((code) => fail(new Error(`tandem serve ended with ${code}: ${said.join("")}`)));
  });
  const { service } = JSON.parse(line) as { service: string };
  const stop = async () => {
    stopping.abort();
    await ended;
  };
  return { url: service, stop };
}

function into(tell: (text: string) => void): Writable {
  return new Writable({
    write(chunk, _, done) {
      tell(String(chunk));
      done();
    },
  });
}
