import type { ColumnKind, Keys, Samples } from "@tandem/core";
import { danfo, type Danfo, type Frame } from "./danfo.ts";

export interface FrameOptions<D> {
  /** The fields that become columns, in this order; default all. */
  readonly fields?: readonly Keys<D>[];
  /** Also gives the samples' ids, as a column of this name. */
  readonly id?: string;
}

/**
 * Samples as a danfojs DataFrame, a row each. Numbers and booleans are NaN where missing (danfojs counts null as 0),
 * strings null; dates are ISO strings, as `toDateTime` reads them; the rest is kept as it is. Every column is given its
 * type, so that none is guessed from the first values.
 * @throws TandemError `frame/not-installed`, `samples/no-such-field`
 */
export async function frameOf<D>(samples: Samples<D>, options: FrameOptions<D> = {}): Promise<Frame> {
  const { DataFrame } = await danfo();
  const cells: Record<string, readonly unknown[]> = {};
  const dtypes: string[] = [];
  if (options.id !== undefined) {
    cells[options.id] = samples.ids;
    dtypes.push("string");
  }
  for (const field of options.fields ?? (samples.fields as readonly Keys<D>[])) {
    const kind = samples.kind(field);
    cells[field] = columnCells(samples, field, kind);
    dtypes.push(dtypeOf(kind));
  }
  return build(DataFrame, cells, dtypes, samples.length);
}

/** danfojs refuses columns without rows, unless their names come apart from them. */
export function build(
  DataFrame: Danfo["DataFrame"],
  cells: Readonly<Record<string, readonly unknown[]>>,
  dtypes: string[],
  rows: number,
): Frame {
  return rows === 0 ? new DataFrame([], { columns: Object.keys(cells), dtypes }) : new DataFrame(cells, { dtypes });
}

function columnCells<D>(samples: Samples<D>, field: Keys<D>, kind: ColumnKind | undefined): unknown[] {
  if (kind === "number") return Array.from(samples.numbers(field));
  if (kind === "boolean")
    return Array.from(samples.numbers(field), (value) => (Number.isNaN(value) ? NaN : value === 1));
  if (kind === "date")
    return Array.from(samples.numbers(field), (time) => (Number.isNaN(time) ? null : new Date(time).toISOString()));
  return Array.from(samples.column(field) as ArrayLike<unknown>);
}

export function dtypeOf(kind: ColumnKind | undefined): string {
  return kind === "number" ? "float32" : kind === "boolean" ? "boolean" : "string";
}
