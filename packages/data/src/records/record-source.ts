import { checkedSource } from "../checked-source.ts";
import type { RecordOptions } from "../read-plan.ts";
import type { Source } from "../source.ts";
import { recordBatches, type FoundRecord } from "./record-batch.ts";

export interface RecordSourceOptions<D, L = never> extends RecordOptions<D, L> {
  /** What errors and row ids call the source. Default "records". */
  readonly name?: string;
}

/**
 * Samples from records that a program has or receives: an array, a generator, a message stream. Fields are taken from
 * the records' own, beside `id` and the label's column. Records are pulled as batches are asked for, never ahead.
 */
export function recordSource<D, L = never>(
  records: Iterable<unknown> | AsyncIterable<unknown>,
  options: RecordSourceOptions<D, L>,
): Source<D, L> {
  const { name = "records" } = options;
  return checkedSource(
    { name, batches: (request) => recordBatches(numbered(records, request.batchRows), request) },
    options,
  );
}

const PULLED = 256;

async function* numbered(
  records: Iterable<unknown> | AsyncIterable<unknown>,
  batchRows: number,
): AsyncGenerator<readonly FoundRecord[]> {
  const size = Math.min(batchRows, PULLED);
  let row = 0;
  let some: FoundRecord[] = [];
  for await (const value of records) {
    some.push({ row: ++row, value });
    if (some.length < size) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
