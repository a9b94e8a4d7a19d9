import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const python =
  process.env["TANDEM_PYTHON"] ?? fileURLToPath(new URL("../../../../../.venv/bin/python", import.meta.url));
const program = fileURLToPath(new URL("./peers.py", import.meta.url));

/** A folder that is shared with the Python program. */
export interface Shared {
  write(name: string, content: Float64Array | Uint8Array | string): void;
  numbers(name: string): Float64Array;
  text(name: string): string;
  bytes(name: string): Uint8Array;
  /** Runs a part of peers.py, which finds `about` in about.json. */
  run(part: string, about: object): void;
}

export async function withPython(use: (shared: Shared) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-trees-"));
  const path = (name: string) => join(folder, name);
  try {
    await use({
      write: (name, content) => writeFileSync(path(name), content),
      numbers: (name) => {
        const bytes = readFileSync(path(name));
        return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      },
      text: (name) => readFileSync(path(name), "utf8"),
      bytes: (name) => readFileSync(path(name)),
      run(part, about) {
        writeFileSync(path("about.json"), JSON.stringify(about));
        // One thread: threads that wait for each other by spinning take ages where other work runs.
        const env = { ...process.env, OMP_NUM_THREADS: "1" };
        execFileSync(python, [program, part, folder], { env, stdio: ["ignore", "ignore", "pipe"] });
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The greatest difference, relative to the greatest expected value where that is above 1. */
export function farthest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let most = 0;
  let scale = 1;
  for (let i = 0; i < found.length; i++) {
    most = Math.max(most, Math.abs(found[i]! - expected[i]!));
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return most / scale;
}
