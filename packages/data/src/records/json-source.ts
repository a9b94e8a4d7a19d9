import { basename } from "node:path";
import { TandemError, utf8Text } from "@tandem/core";
import { nameOfInput, readAllBytes, type ByteInput } from "../bytes.ts";
import { checkedSource } from "../checked-source.ts";
import type { Source } from "../source.ts";
import { recordBatches, type FoundRecord } from "./record-batch.ts";
import type { RecordSourceOptions } from "./record-source.ts";

export interface JsonOptions<D, L = never> extends RecordSourceOptions<D, L> {
  /** The field of the document that holds the array, as a path: "result.items". By default the document is the array. */
  readonly at?: string;
}

/**
 * Samples from a JSON document that holds an array of records. The document is read whole: for what does not fit into
 * memory use NDJSON. Rows are numbered by their place in the array, from 1.
 */
export function jsonSource<D, L = never>(input: ByteInput, options: JsonOptions<D, L>): Source<D, L> {
  const name = options.name ?? basename(nameOfInput(input));
  return checkedSource(
    { name, batches: (request) => recordBatches(recordsOf(input, name, options.at), request) },
    options,
  );
}

async function* recordsOf(
  input: ByteInput,
  source: string,
  at: string | undefined,
): AsyncGenerator<readonly FoundRecord[]> {
  let found = parse(await readAllBytes(input), source);
  for (const step of at?.split(".") ?? []) found = (found as Record<string, unknown> | null | undefined)?.[step];
  if (!Array.isArray(found))
    throw new TandemError("data/malformed", {
      source,
      line: 1,
      reason: `there is no array ${at === undefined ? "at its root; name its place with the option at" : `at "${at}"`}`,
    });
  yield found.map((value: unknown, index) => ({ row: index + 1, value }));
}

function parse(bytes: Uint8Array, source: string): unknown {
  try {
    return JSON.parse(utf8Text(bytes).replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new TandemError(
      "data/malformed",
      { source, line: 1, reason: `it is not JSON: ${(cause as Error).message}` },
      { cause },
    );
  }
}
