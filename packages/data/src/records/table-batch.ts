import { parseText } from "../check/parse-text.ts";
import type { RawBatch } from "../raw-batch.ts";
import type { ReadPlan } from "../read-plan.ts";
import { batchOfValues } from "./value-batch.ts";

/** A stretch of a table of another system: Parquet's columns, a query's result. */
export interface TableChunk {
  readonly length: number;
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
  /** The number of its first row, from 1. */
  readonly firstRow: number;
  /** The system has no booleans and keeps them as 0 and 1. */
  readonly numericBooleans?: boolean;
}

/** The chunk as a batch. Null and NaN are missing; integers of 64 bits become numbers where those hold them exactly; text is JSON where the schema wants lists or objects. */
export function batchOfTable(
  { length, columns, firstRow, numericBooleans = false }: TableChunk,
  plan: ReadPlan,
): RawBatch {
  const plain = new Map<string, unknown[]>();
  for (const [name, values] of columns) {
    const kind = plan.declared.get(name)?.kind ?? (plan.label?.field === name ? plan.label.kind : undefined);
    const flags = numericBooleans && kind === "boolean";
    plain.set(
      name,
      Array.from(values, (value) =>
        kind === "json" && typeof value === "string"
          ? (parseText(value, "json", false) ?? value)
          : plainValue(value, kind === "bigint", flags),
      ),
    );
  }
  return batchOfValues({ length, columns: plain, rowNumber: (row) => firstRow + row }, plan);
}

function plainValue(value: unknown, keepBigints: boolean, flags: boolean): unknown {
  if (typeof value === "bigint" && !keepBigints) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? (flags ? flag(number) : number) : value;
  }
  if (typeof value === "number") return Number.isNaN(value) ? undefined : flags ? flag(value) : value;
  return value ?? undefined;
}

function flag(value: number): unknown {
  return value === 1 ? true : value === 0 ? false : value;
}
