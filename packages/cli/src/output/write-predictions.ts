import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import type { Predictions } from "@tandem/core";
import type { Io } from "../io.ts";
import { csvLines, ndjsonLines } from "./prediction-text.ts";

export type Format = "csv" | "ndjson";
export type PredictionBatches = AsyncIterable<Predictions<Record<string, unknown>>>;

/** As asked; else by the name of the file, NDJSON on standard output with --json, and CSV otherwise. */
export function formatOf(asked: Format | undefined, out: string | undefined, json: boolean | undefined): Format {
  if (asked !== undefined) return asked;
  if (out !== undefined) return /\.(ndjson|jsonl)$/i.test(out) ? "ndjson" : "csv";
  return json ? "ndjson" : "csv";
}

/**
 * Writes batches as they come, no faster than the reader takes them. A file gets its name only when it is whole: what
 * was there before stays until then, and an interruption leaves nothing half-written.
 */
export async function writeBatches(
  io: Io,
  batches: PredictionBatches,
  file: string | undefined,
  format: Format,
): Promise<void> {
  const lines = format === "csv" ? csvLines() : ndjsonLines;
  if (file === undefined) return pour(batches, lines, io.stdout as Writable);
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  const stream = createWriteStream(part);
  try {
    await once(stream, "open");
    await pour(batches, lines, stream);
    stream.end();
    await once(stream, "finish");
    await rename(part, file);
  } catch (error) {
    stream.destroy();
    await rm(part, { force: true });
    throw error;
  }
}

async function pour(
  batches: PredictionBatches,
  lines: (batch: Predictions<Record<string, unknown>>) => Iterable<string>,
  to: Writable,
): Promise<void> {
  const broken = new AbortController();
  let reason: (Error & { code?: string }) | undefined;
  const onError = (error: Error) => {
    reason = error;
    broken.abort();
  };
  to.once("error", onError);
  try {
    for await (const batch of batches)
      for (const text of lines(batch)) {
        if (reason) throw reason;
        if (!to.write(text)) await once(to, "drain", { signal: broken.signal });
      }
  } catch (error) {
    if ((reason ?? (error as { code?: string })).code === "EPIPE") return; // the reader, `head` say, has had enough
    throw reason ?? error;
  } finally {
    to.off("error", onError);
  }
}
