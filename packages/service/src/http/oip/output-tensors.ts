import { TandemError } from "@tandem/core";
import type { TensorField, TensorLayout } from "./fields.ts";

/** An output before it is written: one value for each element, row by row. */
export interface OutputTensor {
  readonly name: string;
  readonly datatype: "FP64" | "INT64" | "BOOL" | "BYTES";
  readonly shape: readonly number[];
  readonly values: readonly unknown[];
}

/**
 * Tensors of the answers, as the layout of the endpoint's output says. What a row lacks is NaN in a tensor of numbers;
 * in one of texts or truths it is "" or false. @throws TandemError `service/bad-answer`
 */
export function outputTensors(
  layout: TensorLayout,
  outputs: readonly unknown[],
  wanted: ReadonlySet<string> | undefined,
): OutputTensor[] {
  for (const name of wanted ?? [])
    if (!layout.fields.some((field) => field.name === name))
      throw new TandemError("service/bad-request", {
        reason: `there is no output "${name.slice(0, 100)}"; outputs are ${layout.fields.map((field) => field.name).join(", ")}`,
      });
  const fields = layout.fields.filter(({ name }) => !wanted || wanted.has(name));
  return fields.map((field) => {
    const column = outputs.map((output) =>
      layout.record ? (output as Readonly<Record<string, unknown>>)[field.name] : output,
    );
    return field.kind === "vector" ? vectors(field, column) : scalars(field, column);
  });
}

function scalars({ name, kind, datatype }: TensorField, column: readonly unknown[]): OutputTensor {
  const shape = [column.length];
  if (kind === "json")
    return { name, datatype: "BYTES", shape, values: column.map((value) => JSON.stringify(value ?? null)) };
  const missing = kind === "string" ? "" : kind === "boolean" ? false : NaN;
  const fractional = kind === "integer" && column.some((value) => value == null);
  const type = fractional ? "FP64" : (datatype as OutputTensor["datatype"]);
  return { name, datatype: type, shape, values: column.map((value) => finite(name, value) ?? missing) };
}

function vectors({ name, width }: TensorField, column: readonly unknown[]): OutputTensor {
  const rows = column.map((value) => Array.from((value ?? []) as ArrayLike<number>));
  const columns = rows[0]?.length ?? Math.max(width, 0);
  if (rows.some((row) => row.length !== columns))
    throw new TandemError("service/bad-answer", { target: name, reason: "its rows are of different widths" });
  const values = rows.flatMap((row) => row.map((value) => finite(name, value)));
  return { name, datatype: "FP64", shape: [rows.length, columns], values };
}

function finite(name: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new TandemError("service/bad-answer", { target: name, reason: `it holds ${value}` });
  return value;
}
