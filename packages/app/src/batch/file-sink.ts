import { createHash, type Hash } from "node:crypto";
import { mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { TandemError } from "@tandem/core";
import { CsvLines, ndjsonLines, type PredictionFormat } from "./prediction-text.ts";
import type { AnyPredictions, PredictionSink, SinkMark } from "./sink.ts";

/** Bytes, their SHA-256 and, for CSV, the columns written so far. */
type FileMark = { readonly bytes: number; readonly sha256: string; readonly columns: readonly string[] | null };

/**
 * A CSV or NDJSON file. It is written beside its place, as `<path>.part`, and gets its name when it is whole: what was
 * there before stays until then.
 */
export function fileSink(path: string, format: PredictionFormat): PredictionSink {
  const part = `${path}.part`;
  let file: FileHandle | undefined;
  let hash = createHash("sha256");
  let bytes = 0;
  let csv = new CsvLines();

  const append = async (text: string) => {
    const chunk = Buffer.from(text);
    hash.update(chunk);
    for (let at = 0; at < chunk.length;)
      at += (await file!.write(chunk, at, chunk.length - at, bytes + at)).bytesWritten;
    bytes += chunk.length;
  };
  return {
    description: { file: resolve(path), format },
    async open(mark) {
      await mkdir(dirname(part), { recursive: true });
      if (mark === undefined) {
        file = await open(part, "w");
        return;
      }
      const from = mark as FileMark;
      file = await reopened(part);
      hash = await hashOf(file, part, from);
      await file.truncate(from.bytes);
      bytes = from.bytes;
      csv = new CsvLines(from.columns ?? undefined);
    },
    async write(predictions: AnyPredictions): Promise<SinkMark> {
      for (const text of format === "csv" ? csv.of(predictions) : ndjsonLines(predictions)) await append(text);
      await file!.datasync();
      return { bytes, sha256: hash.copy().digest("hex"), columns: csv.columns ?? null } satisfies FileMark;
    },
    async finish() {
      await file?.sync();
      await rename(part, path).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
        const renamed = await stat(path).catch(() => undefined); // by an earlier process
        if (!renamed) throw changed(part, "it is gone", error);
      });
      await syncFolder(dirname(path));
    },
    async discard() {
      await file?.close();
      file = undefined;
      await rm(part, { force: true });
    },
    async close() {
      await file?.close();
      file = undefined;
    },
  };
}

async function reopened(part: string): Promise<FileHandle> {
  try {
    return await open(part, "r+");
  } catch (error) {
    throw changed(part, "it is gone", error);
  }
}

/** The state of the hash after the marked bytes, which must be those that were written. */
async function hashOf(file: FileHandle, part: string, mark: FileMark): Promise<Hash> {
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(1 << 20);
  for (let at = 0; at < mark.bytes;) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, mark.bytes - at), at);
    if (bytesRead === 0) throw changed(part, `it has ${at} of the ${mark.bytes} bytes that were written`);
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  if (hash.copy().digest("hex") !== mark.sha256) throw changed(part, "it has other content than was written");
  return hash;
}

function changed(part: string, reason: string, cause?: unknown): TandemError {
  return new TandemError("app/output-changed", { output: basename(part), reason }, { cause });
}

/** So that the file's name outlives a loss of power; where folders cannot be opened (Windows) there is no need. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
