import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Reply, Request } from "./messages.ts";

/** Asks a node process that knows nothing of this one. A process that dies before it answers is a failure with what it printed. */
export async function inNewProcess(request: Request): Promise<Reply> {
  const module = builtModule(request.module);
  if (!existsSync(fileURLToPath(module)))
    return { kind: "failed", reason: `${module} does not exist: build the package first (npx tsc -b)` };
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = fork(fileURLToPath(program), {
    execArgv: [],
    env,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  try {
    return await answerOf(child, { ...request, module });
  } finally {
    child.kill();
  }
}

/** A package's own tests run on its source; a process without TypeScript loads what was built of it. */
export function builtModule(url: string): string {
  return url.endsWith(".ts") ? url.replace(/^([^]*)\/src\/([^]*)\.ts$/, "$1/dist/$2.js") : url;
}

const program = builtModule(
  new URL(import.meta.url.endsWith(".ts") ? "./child.ts" : "./child.js", import.meta.url).href,
);

function answerOf(child: ChildProcess, request: Request): Promise<Reply> {
  let printed = "";
  child.stderr?.on("data", (text: Buffer) => (printed = (printed + text.toString()).slice(-2_000)));
  return new Promise((resolve) => {
    child.once("message", (reply) => resolve(reply as Reply));
    child.once("error", (error) => resolve({ kind: "failed", reason: error.message }));
    child.once("exit", (code, signal) =>
      resolve({ kind: "failed", reason: `the process ended with ${code ?? signal} before it answered: ${printed}` }),
    );
    child.send(request);
  });
}
