import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/suites/free-port.mjs";

/** An npm registry of our own, in a folder: it holds what is published to it and asks no other registry. */
export interface LocalRegistry {
  readonly url: string;
  /** The lines of an .npmrc that lets its reader publish to and install from here, packages of our scope only. */
  readonly npmrc: string;
  stop(): Promise<void>;
}

export async function startRegistry(root: string, folder: string): Promise<LocalRegistry> {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "verdaccio.yaml");
  writeFileSync(config, configuration(folder));
  const port = await freePort();
  const script = join(root, "node_modules/verdaccio/bin/verdaccio");
  const args = [script, "--config", config, "--listen", `127.0.0.1:${port}`];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const url = `http://127.0.0.1:${port}/`;
  await answering(child, `${url}-/ping`);
  const token = await newUser(url);
  const npmrc = `@tandem:registry=${url}\n//127.0.0.1:${port}/:_authToken=${token}\nfund=false\naudit=false\n`;
  return { url, npmrc, stop: () => stopped(child) };
}

const configuration = (folder: string) => `
storage: ${JSON.stringify(join(folder, "storage"))}
auth: { htpasswd: { file: ${JSON.stringify(join(folder, "htpasswd"))}, max_users: 10 } }
uplinks: {}
packages:
  "@tandem/*": { access: $authenticated, publish: $authenticated }
max_body_size: 100mb
log: { type: stdout, format: json, level: error }
`;

async function answering(child: ChildProcess, url: string): Promise<void> {
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (said += text));
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt++) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await sleep(200);
  }
  child.kill();
  throw new Error(`verdaccio did not start: ${said}`);
}

async function newUser(url: string): Promise<string> {
  const user = { name: "tandem", password: "only-for-this-test" };
  const response = await fetch(`${url}-/user/org.couchdb.user:${user.name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(user),
  });
  const { token } = (await response.json()) as { token?: string };
  if (!token) throw new Error(`verdaccio gave no token: ${response.status}`);
  return token;
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill();
  });
}
