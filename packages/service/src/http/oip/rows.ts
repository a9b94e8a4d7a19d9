import { TandemError } from "@tandem/core";
import { numericType } from "./datatypes.ts";
import { parseJson } from "../security/parse-json.ts";
import { isNumeric, type TensorField, type TensorLayout } from "./fields.ts";
import { badTensor, type InputTensor } from "./tensor.ts";

/**
 * Rows for an endpoint from the tensors of a request: one tensor for each field with the shape `[rows]` or `[rows, 1]`
 * (a vector `[rows, width]`), or for an input of numbers alone one matrix `[rows, fields]`. Optional fields can be
 * left out; null in JSON is what is missing, of fields that may be. @throws TandemError `service/bad-tensor`, `service/bad-request`
 */
export function rowsOf(layout: TensorLayout, inputs: readonly InputTensor[]): unknown[] {
  const [first] = inputs;
  if (inputs.length === 1 && isNumeric(layout) && !layout.fields.some(({ name }) => name === first!.name))
    return matrixRows(layout.fields, first!);
  const known = new Map(layout.fields.map((field) => [field.name, field]));
  const rows = first!.shape[0]!;
  const columns = inputs.map((tensor) => {
    const field = known.get(tensor.name);
    if (!field) throw badTensor(tensor.name, `is not an input; inputs are ${[...known.keys()].join(", ")}`);
    if (tensor.shape[0] !== rows)
      throw badTensor(tensor.name, `has ${tensor.shape[0]} rows where "${first!.name}" has ${rows}`);
    return { name: field.name, cell: cellsOf(field, tensor) };
  });
  for (const { name, optional } of layout.fields)
    if (!optional && !inputs.some((tensor) => tensor.name === name)) throw badTensor(name, "is missing");
  if (!layout.record) return Array.from({ length: rows }, (_, row) => columns[0]!.cell(row));
  return Array.from({ length: rows }, (_, row) => record(columns, row));
}

interface Cells {
  readonly name: string;
  /** The value in a row; undefined where it is missing. */
  cell(row: number): unknown;
}

function record(columns: readonly Cells[], row: number): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const { name, cell } of columns) {
    const value = cell(row);
    if (value !== undefined) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

function matrixRows(fields: readonly TensorField[], tensor: InputTensor): unknown[] {
  const { name, shape, values } = tensor;
  if (shape.length !== 2 || shape[1] !== fields.length)
    throw badTensor(
      name,
      `has the shape [${shape.join(", ")}]; as one matrix it has a column for each of ${fields.length} fields`,
    );
  const columns = fields.map((field, column): Cells => {
    checkKind(field, tensor);
    return { name: field.name, cell: (row) => present(field, values[row * fields.length + column]!) };
  });
  return Array.from({ length: shape[0]! }, (_, row) => record(columns, row));
}

function cellsOf(field: TensorField, tensor: InputTensor): Cells["cell"] {
  const { name, shape, values } = tensor;
  checkKind(field, tensor);
  const [, width = 1, ...deeper] = shape;
  if (field.kind === "vector") {
    if (shape.length !== 2 || width === 0 || (field.width >= 0 && width !== field.width))
      throw badTensor(
        name,
        `has the shape [${shape.join(", ")}] instead of [rows, ${field.width < 0 ? "width" : field.width}]`,
      );
    return (row) => {
      const vector = new Array<unknown>(width);
      for (let i = 0; i < width; i++) vector[i] = present(field, values[row * width + i]!);
      return vector;
    };
  }
  if (width !== 1 || deeper.length > 0)
    throw badTensor(name, `has the shape [${shape.join(", ")}] instead of [rows] or [rows, 1]`);
  if (field.kind !== "json") return (row) => present(field, values[row]!);
  return (row) => parsed(name, present(field, values[row]!), row);
}

function checkKind({ name, kind, datatype }: TensorField, tensor: InputTensor): void {
  const type = numericType(tensor.datatype);
  const fits =
    kind === "integer" ? type?.whole === true : datatype.startsWith("FP") ? !!type : tensor.datatype === datatype;
  if (!fits) throw badTensor(tensor.name, `is ${tensor.datatype}, but the field "${name}" takes ${datatype}`);
}

function present({ name, optional, nullable }: TensorField, value: number | boolean | string | null): unknown {
  if (value !== null || nullable) return value;
  if (optional) return undefined;
  throw badTensor(name, "holds null, and it may not be missing");
}

function parsed(name: string, text: unknown, row: number): unknown {
  if (text === undefined || text === null) return text;
  try {
    return parseJson(text as string);
  } catch (error) {
    const why = TandemError.is(error, "service/bad-request") ? error.details.reason : String(error);
    throw badTensor(name, `holds no JSON text at element ${row}: ${why}`);
  }
}
