import { TandemError } from "@tandem/core";
import type { TensorLayout } from "../oip/fields.ts";

const bad = (reason: string) => new TandemError("service/bad-request", { reason });
const forms = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Rows of a scoring request in one of MLflow's four JSON forms. `params` are values for every row that lacks them. A
 * data frame has null where something is missing: a field that cannot be null but may be left out then is.
 * @throws TandemError `service/bad-request`
 */
export function rowsOfFrame(body: unknown, layout: TensorLayout): unknown[] {
  const request = objectOf(body, "the body");
  const given = forms.filter((form) => request[form] !== undefined);
  const [form] = given;
  if (!form || given.length > 1) throw bad(`it must have exactly one of ${forms.join(", ")}`);
  const unknown = Object.keys(request).find((key) => key !== form && key !== "params");
  if (unknown !== undefined) throw bad(`it has "${unknown.slice(0, 100)}" beside ${form}; only params may be there`);
  const rows = readers[form](request[form], layout).map((row) => withoutMissing(row, layout));
  const params = paramsOf(request["params"], layout);
  return params.length === 0
    ? rows
    : rows.map((row) => Object.fromEntries([...params, ...Object.entries(row as Fields)]));
}

const readers: Readonly<Record<(typeof forms)[number], (value: unknown, layout: TensorLayout) => unknown[]>> = {
  dataframe_split(value) {
    const { columns, data, index = [] } = objectOf(value, "dataframe_split");
    listOf(index, "the index of dataframe_split");
    const names = listOf(columns, "the columns of dataframe_split");
    if (!names.every((name) => typeof name === "string")) throw bad("the columns of dataframe_split must be texts");
    if (new Set(names).size < names.length) throw bad("dataframe_split has a column twice");
    return listOf(data, "the data of dataframe_split").map((row, i) =>
      named(names, row, `row ${i} of dataframe_split`),
    );
  },
  dataframe_records: (value) =>
    listOf(value, "dataframe_records").map((row, i) => objectOf(row, `record ${i} of dataframe_records`)),
  instances: (value, layout) => listOf(value, "instances").map((row, i) => positional(row, layout, `instance ${i}`)),
  inputs(value, layout) {
    if (Array.isArray(value)) return value.map((row, i) => positional(row, layout, `input ${i}`));
    const columns = Object.entries(objectOf(value, "inputs"));
    const lists = columns.map(([name, column]) => listOf(column, `column "${name.slice(0, 100)}" of inputs`));
    const rows = lists[0]?.length ?? 0;
    if (lists.some((list) => list.length !== rows)) throw bad("the columns of inputs are of different lengths");
    return Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(columns.map(([name], i) => [name, lists[i]![row]])),
    );
  },
};

/** A row as it is, or as a list of its fields in the order of the schema. */
function positional(row: unknown, { record, fields }: TensorLayout, what: string): unknown {
  if (!record || !Array.isArray(row)) return row;
  return named(
    fields.map(({ name }) => name),
    row,
    what,
  );
}

function named(names: readonly string[], row: unknown, what: string): Fields {
  const values = listOf(row, what);
  if (values.length !== names.length) throw bad(`${what} has ${values.length} values for ${names.length} columns`);
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

function withoutMissing(row: unknown, { record, fields }: TensorLayout): unknown {
  if (!record || typeof row !== "object" || row === null || Array.isArray(row)) return row;
  const values = row as Fields;
  const missing = fields.filter(({ name, optional, nullable }) => optional && !nullable && values[name] === null);
  if (missing.length === 0) return row;
  return Object.fromEntries(Object.entries(values).filter(([name]) => !missing.some((field) => field.name === name)));
}

function paramsOf(params: unknown, { record, fields }: TensorLayout): [string, unknown][] {
  const entries = params === undefined ? [] : Object.entries(objectOf(params, "params"));
  for (const [name] of entries)
    if (!record || !fields.some((field) => field.name === name))
      throw bad(`params name "${name.slice(0, 100)}", which is no field of the input`);
  return entries;
}

function objectOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(`${what} must be an object`);
  return value as Fields;
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(`${what} must be a list`);
  return value as readonly unknown[];
}
