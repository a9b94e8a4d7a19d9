import type { CellFailure } from "../check/cell-failure.ts";
import type { RawBatch, ReadRequest } from "../raw-batch.ts";
import { batchOfValues, columnsOfRecords } from "./value-batch.ts";

/** A record as it came, and where it stood; `problem` says why it is none. */
export interface FoundRecord {
  readonly row: number;
  readonly value: unknown;
  readonly problem?: string;
}

/** As many records as a whole source is gathered by, where all of it is asked for: bounds what is held twice. */
const GATHERED = 65_536;

/** Batches of records as they come. */
export async function* recordBatches(
  found: AsyncIterable<readonly FoundRecord[]>,
  { plan, batchRows, signal }: ReadRequest,
): AsyncIterable<RawBatch> {
  const size = Math.min(batchRows, GATHERED);
  let waiting: FoundRecord[] = [];
  for await (const some of found) {
    signal?.throwIfAborted();
    for (const one of some) {
      waiting.push(one);
      if (waiting.length < size) continue;
      yield batchOfRecords(waiting);
      waiting = [];
    }
  }
  if (waiting.length > 0) yield batchOfRecords(waiting);

  function batchOfRecords(records: readonly FoundRecord[]): RawBatch {
    const failures: CellFailure[] = [];
    const values = records.map(({ value, problem }, row) => {
      if (problem === undefined && isRecord(value)) return value;
      failures.push({
        row,
        reason: "bad-record",
        ...(value === undefined ? {} : { value }),
        message: problem ?? "expected an object with named fields",
      });
      return {};
    });
    return batchOfValues(
      {
        length: records.length,
        columns: columnsOfRecords(values),
        records: values,
        failures,
        rowNumber: (row) => records[row]!.row,
      },
      plan,
    );
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
