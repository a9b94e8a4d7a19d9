import { dirname, resolve } from "node:path";
import { TandemError } from "@tandem/core";
import type { RecordOptions } from "../read-plan.ts";
import type { SavedFile } from "../saving/save-file.ts";
import { isSql, type SourceEntry } from "./entry.ts";

/** Where and how a source of the catalog is saved. @throws TandemError `data/not-savable` */
export function savedFile(
  source: string,
  entry: SourceEntry,
  reading: RecordOptions<unknown, unknown>,
  file: string,
): SavedFile {
  const reason = obstacle(entry);
  if (reason !== undefined) throw new TandemError("data/not-savable", { source, reason });
  const { kind, location, delimiter = ",", missing = [] } = entry;
  const format = { kind: kind as "csv", missing: new Set(missing) };
  return { source, path: resolve(dirname(file), location!), format, delimiter, reading };
}

function obstacle({ kind, quote = '"', encoding = "utf-8", header, at }: SourceEntry): string | undefined {
  if (isSql(kind))
    return `its kind is ${kind}, which a query reads; csv, ndjson, json and parquet can be saved, a table with writeTable`;
  if (quote !== '"') return "it has another quote; CSV is written with double quotes";
  if (!/^utf-?8$/i.test(encoding)) return `its encoding is ${encoding}; text is written in UTF-8`;
  if (header) return "its file has no header line; CSV is written with one";
  return at === undefined ? undefined : `it is the part "${at}" of a document, the rest of which is not known`;
}
