import { TandemError } from "@tandem/core";
import type { BlockEncoder, WriteRows } from "./block.ts";
import type { Columns } from "./columns.ts";
import { learnFill, learnScaling, totalOf, type Imputation, type Scaling } from "./numeric-summary.ts";

export interface NumberOptions {
  /** Default "standard". Learned after imputation, so that imputed values count. */
  readonly method?: Scaling;
  /** Default "mean". A field without any value becomes zeros. */
  readonly impute?: Imputation;
  /** Adds a column that is 1 where the value was missing. Default false. */
  readonly indicator?: boolean;
}

export interface PassthroughOptions {
  /** Default "none": missing stays NaN, for models that take it. */
  readonly impute?: Imputation;
  readonly indicator?: boolean;
}

/** `(value - shift) / scale`, `fill` in place of a missing value; null leaves NaN. */
export interface Scaled {
  readonly fill: number | null;
  readonly shift: number;
  readonly scale: number;
}
export interface NumberBlock extends Scaled {
  readonly kind: "number";
  readonly field: string;
  readonly indicator: boolean;
}

export function learnNumber(columns: Columns, field: string, options: NumberOptions): NumberBlock {
  const { method = "standard", impute = "mean", indicator = false } = options;
  if (typeof impute === "object" && !Number.isFinite(impute.constant))
    throw new TandemError("tabular/bad-spec", {
      field,
      reason: `the constant ${impute.constant} is not a finite number`,
    });
  return { kind: "number", field, ...learnScaled(columns, field, columns.numbers(field), method, impute), indicator };
}

/** @throws TandemError `tabular/not-finite` */
export function learnScaled(
  columns: Columns,
  field: string,
  values: Float64Array,
  method: Scaling,
  impute: Imputation,
): Scaled {
  const total = totalOf(values);
  if (!Number.isFinite(total.sum)) refuseInfinite(columns, field, values);
  const fill = learnFill(values, total, impute);
  return { fill, ...learnScaling(values, total, fill, method) };
}

function refuseInfinite(columns: Columns, field: string, values: Float64Array): void {
  const row = values.findIndex((value) => Math.abs(value) === Infinity);
  if (row >= 0) throw new TandemError("tabular/not-finite", { field, id: columns.ids[row]!, found: values[row]! });
}

export function numberEncoder({ field, indicator, ...scaled }: NumberBlock): BlockEncoder {
  const part = (columns: Columns): WriteRows => {
    const values = columns.numbers(field);
    return (out, stride, at, from, to) => {
      writeScaled(values, scaled, out, stride, at, from, to);
      if (!indicator) return;
      for (let row = from, i = at + 1 + from * stride; row < to; row++, i += stride)
        if (Number.isNaN(values[row])) out[i] = 1;
    };
  };
  return {
    names: indicator ? [field, `${field}=(missing)`] : [field],
    write: (columns, out, stride, at) => part(columns)(out, stride, at, 0, columns.length),
    part,
  };
}

export function writeScaled(
  values: Float64Array,
  { fill, shift, scale }: Scaled,
  out: Float64Array,
  stride: number,
  at: number,
  from = 0,
  to = values.length,
): void {
  scaleInto(out, values, shift, scale, ((fill ?? NaN) - shift) / scale, stride, at, from, to);
}

/** Apart from what was learned: a state that was just loaded is a new kind of object to the engine, for which it would compile the loop anew. */
function scaleInto(
  out: Float64Array,
  values: Float64Array,
  shift: number,
  scale: number,
  missing: number,
  stride: number,
  at: number,
  from: number,
  to: number,
): void {
  for (let row = from, i = at + from * stride; row < to; row++, i += stride) {
    const value = values[row]!;
    out[i] = value === value ? (value - shift) / scale : missing;
  }
}
