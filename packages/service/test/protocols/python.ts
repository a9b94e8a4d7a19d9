import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const python = process.env["TANDEM_PYTHON"] ?? ".venv/bin/python";

/** What a script of this folder prints on standard output. */
export async function runPython(script: string, ...args: readonly string[]): Promise<string> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(python, [path, ...args], { maxBuffer: 1 << 26, timeout: 240_000 });
  return stdout;
}

/** The JSON that it prints last. */
export async function askPython(script: string, ...args: readonly string[]): Promise<unknown> {
  const lines = (await runPython(script, ...args)).trim().split("\n");
  return JSON.parse(lines.at(-1)!);
}
