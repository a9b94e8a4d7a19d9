import type { FileHandle } from "node:fs/promises";
import { lstat } from "node:fs/promises";
import { TandemError, type Signal } from "@tandem/core";
import type { RecordOptions } from "../read-plan.ts";
import { writeAtomically, writeText } from "../sink/atomic-file.ts";
import { writeRowGroups } from "../sink/parquet-sink.ts";
import type { SinkBatch } from "../sink/sink-batch.ts";
import { csvLines, jsonArrayText, ndjsonLines, type Written } from "../sink/text-sinks.ts";
import { checkedForSaving, type Savable } from "./checked-for-saving.ts";
import { checkHeader } from "./saved-batch.ts";
import type { SavedFormat } from "./unwritable.ts";

export interface SaveOptions {
  /** What to do where the file is there already. Default `refuse`. */
  readonly ifExists?: "refuse" | "replace";
  readonly signal?: Signal;
}

export interface SavedFile {
  /** The source's name: what failures call the file. */
  readonly source: string;
  readonly path: string;
  readonly format: SavedFormat;
  readonly delimiter: string;
  /** How the source is read. */
  readonly reading: RecordOptions<unknown, unknown>;
}

/** Saves samples as the source reads them, whole or not at all. @throws TandemError `data/invalid`, `data/exists`, `data/not-savable`, `data/bad-options` */
export async function saveFile(
  file: SavedFile,
  samples: Savable,
  { ifExists = "refuse", signal }: SaveOptions,
): Promise<Written> {
  const { source, path, format, reading } = file;
  const replace = ifExists === "replace";
  if (!replace && ifExists !== "refuse")
    throw new TandemError("data/bad-options", {
      source,
      option: "ifExists",
      reason: `is ${JSON.stringify(ifExists)}; give "refuse" or "replace"`,
    });
  if (!replace && (await isThere(path))) throw new TandemError("data/exists", { source, path });
  const options = reading.mode === "coerce" ? reading : { ...reading, mode: "strict" as const };
  let rows = 0;
  async function* counted() {
    for await (const batch of checkedForSaving(samples, source, options, format, signal)) {
      rows += batch.length;
      yield batch;
    }
  }
  try {
    await writeAtomically(path, (handle) => write(file, handle, counted()), { replace });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new TandemError("data/exists", { source, path }, { cause: error });
  }
  return { rows };
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function write(
  { source, path, format, delimiter }: SavedFile,
  handle: FileHandle,
  batches: AsyncIterable<SinkBatch>,
) {
  if (format.kind === "parquet") await writeRowGroups(path, handle, batches);
  else if (format.kind === "csv") await writeText(handle, csvLines(withSoundHeader(source, batches), delimiter));
  else await writeText(handle, format.kind === "json" ? jsonArrayText(batches) : ndjsonLines(batches));
}

async function* withSoundHeader(source: string, batches: AsyncIterable<SinkBatch>): AsyncGenerator<SinkBatch> {
  for await (const batch of batches) {
    checkHeader(source, batch);
    yield batch;
  }
}
