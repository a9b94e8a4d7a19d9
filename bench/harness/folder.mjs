import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs `work` with the path of a new folder that is removed afterwards. */
export async function* inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-bench-"));
  try {
    yield* work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
