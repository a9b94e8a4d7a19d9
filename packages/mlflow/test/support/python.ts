import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Json } from "@tandem/core";

export const python =
  process.env["TANDEM_PYTHON"] ?? fileURLToPath(new URL("../../../../.venv/bin/python", import.meta.url));

export interface Client {
  /** Runs a function of facts/; what it returns comes back as JSON. */
  call<T = Json>(name: string, ...args: readonly Json[]): Promise<T>;
  stop(): Promise<void>;
}

/** MLflow's own client in a process that stays up between calls: importing it takes seconds. */
export function startClient(url: string): Client {
  const file = fileURLToPath(new URL("../python/client.py", import.meta.url));
  const child = spawn(python, [file, url], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async call<T>(name: string, ...args: readonly Json[]) {
      child.stdin.write(`${JSON.stringify({ name, args })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the Python client ended during ${name}`);
      const { result, error } = JSON.parse(value) as { readonly result: T; readonly error?: string };
      if (error) throw new Error(`the Python client failed in ${name}:\n${error}`);
      return result;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
}
