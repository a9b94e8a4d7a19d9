import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { CsvLines, ndjsonLines, type AnyPredictions, type PredictionFormat } from "@tandem/app";
import { TandemError } from "@tandem/core";
import type { Io } from "../io.ts";

export type Format = PredictionFormat;
export type PredictionBatches = AsyncIterable<AnyPredictions>;

/**
 * As asked; else by the name of the file, NDJSON on standard output with --json, and CSV otherwise.
 * @throws TandemError `cli/bad-option` where the name promises another format
 */
export function formatOf(asked: Format | undefined, out: string | undefined, json: boolean | undefined): Format {
  if (asked !== undefined) return asked;
  if (out === undefined) return json ? "ndjson" : "csv";
  if (/\.(json|parquet|tsv|xlsx?|arrow|feather|avro)$/i.test(out))
    throw new TandemError("cli/bad-option", {
      option: "--out",
      value: out,
      expected: "a .csv, .ndjson or .jsonl file, or given with --format csv or ndjson",
    });
  return /\.(ndjson|jsonl)$/i.test(out) ? "ndjson" : "csv";
}

/**
 * Writes batches as they come, no faster than the reader takes them, to standard output or to what is no plain file: a
 * pipe, a device. Plain files are written by `fileSink` of @tandem/app.
 */
export async function writeBatches(
  io: Io,
  batches: PredictionBatches,
  pipe: string | undefined,
  format: Format,
): Promise<void> {
  const csv = new CsvLines();
  const lines = format === "csv" ? (batch: AnyPredictions) => csv.of(batch) : ndjsonLines;
  if (pipe === undefined) return pour(batches, lines, io.stdout as Writable);
  const stream = createWriteStream(pipe);
  try {
    await once(stream, "open");
    await pour(batches, lines, stream);
    stream.end();
    await once(stream, "close");
  } finally {
    stream.destroy();
  }
}

async function pour(
  batches: PredictionBatches,
  lines: (batch: AnyPredictions) => Iterable<string>,
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
