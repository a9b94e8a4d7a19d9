import { randomBytes } from "node:crypto";
import { link, mkdir, open, rename, unlink, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all: what was there before stays until the new file is complete and on disk. A failure
 * leaves no trace. Where it may not `replace`, a file that is there by then stays: EEXIST, however late it came.
 */
export async function writeAtomically<T>(
  path: string,
  write: (file: FileHandle) => Promise<T>,
  { replace = true }: { readonly replace?: boolean } = {},
): Promise<T> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${randomBytes(6).toString("hex")}`);
  const file = await open(temporary, "wx");
  try {
    const result = await write(file);
    await file.sync();
    await file.close();
    if (replace) await rename(temporary, path);
    else {
      await link(temporary, path);
      await unlink(temporary).catch(() => {});
    }
    return result;
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Writes pieces of text, gathered into few big writes; waits for each, so that the producer runs no faster than the disk. */
export async function writeText(file: FileHandle, pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) await file.writeFile(piece);
}
