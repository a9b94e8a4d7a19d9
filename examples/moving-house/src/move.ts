import { cpSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { main } from "@tandem/cli";

const example = fileURLToPath(new URL("../", import.meta.url));

export interface Moved {
  readonly store: string;
  /** The digest of all that the model learned. */
  readonly version: string;
  readonly predictions: string;
}

/** A copy of the project, so that the example leaves nothing behind in its own folder. */
export function copyOfProject(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tandem-moving-")));
  const folder = join(root, "project");
  cpSync(join(example, "tandem.yaml"), join(folder, "tandem.yaml"));
  symlinkSync(join(example, "../data"), join(root, "data"));
  symlinkSync(join(example, "../../node_modules"), join(root, "node_modules"));
  return folder;
}

/** Changes the one line, then trains, and predicts with what was saved there. */
export async function moveTo(folder: string, store: string, env: NodeJS.ProcessEnv): Promise<Moved> {
  const file = join(folder, "tandem.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^store: \S+/m, `store: ${store}`));
  const trained = JSON.parse(await tandem(folder, env, "train", "churn", "--seed", "7", "--json")) as {
    version: string;
    number: number;
  };
  if (store.startsWith("memory/")) return { store, version: trained.version, predictions: "gone with the process" };
  const predictions = await tandem(folder, env, "predict", `churn@${trained.number}`, "--quiet");
  return { store, version: trained.version, predictions };
}

async function tandem(folder: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const [out, err]: [string[], string[]] = [[], []];
  const into = (lines: string[]) =>
    new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk));
        done();
      },
    });
  const code = await main(args, { cwd: folder, env, stdout: into(out), stderr: into(err) });
  if (code !== 0) throw new Error(`tandem ${args.join(" ")} ended with ${code}: ${err.join("")}`);
  return out.join("");
}
