import { jsonSchemaOf, type Schema } from "@tandem/core";
import type { Datatype } from "./datatypes.ts";

/** What one tensor holds of each row: `vector` is numbers of one width, `json` any value as JSON text. */
export type FieldKind = "number" | "integer" | "boolean" | "string" | "vector" | "json";

export interface TensorField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly datatype: Datatype;
  /** Whether rows may lack it. */
  readonly optional: boolean;
  /** Whether it may be null; rows say so where it is missing, as nothing else tells it from a field that was forgotten. */
  readonly nullable: boolean;
  /** Of a vector; -1 where the schema leaves it open. */
  readonly width: number;
}

/** How values of an endpoint's input or output become tensors: one for each field of a record, or one for all of it. */
export interface TensorLayout {
  readonly fields: readonly TensorField[];
  /** False where the value is no record: its single field is the value itself. */
  readonly record: boolean;
}

type JsonSchema = Readonly<Record<string, unknown>>;

const types: Readonly<Record<FieldKind, Datatype>> = {
  number: "FP64",
  integer: "INT64",
  boolean: "BOOL",
  string: "BYTES",
  vector: "FP64",
  json: "BYTES",
};

/** `whole` names the single tensor of a value that is no record. */
export function tensorLayout(schema: Schema<unknown>, whole: string): TensorLayout {
  const root: JsonSchema = jsonSchemaOf(schema) ?? {};
  const [record, ...others] = alternatives(root, root).filter(({ type }) => type !== "null");
  const properties = record?.["properties"] as Readonly<Record<string, JsonSchema>> | undefined;
  if (!properties || others.length > 0) return { fields: [fieldOf(whole, root, root, false)], record: false };
  const required = (record!["required"] ?? []) as readonly string[];
  const fields = Object.entries(properties).map(([name, property]) =>
    fieldOf(name, property, root, !required.includes(name)),
  );
  return { fields, record: true };
}

/** Fields that are numbers alone can also come as one matrix, in the order of the schema. */
export const isNumeric = ({ fields, record }: TensorLayout): boolean =>
  record && fields.length > 0 && fields.every(({ kind }) => kind === "number" || kind === "integer");

function fieldOf(name: string, schema: JsonSchema, root: JsonSchema, absent: boolean): TensorField {
  const all = alternatives(schema, root);
  const present = all.filter((one) => typeOf(one) !== "null");
  const kinds = new Set(present.map((one) => kindOf(one, root)));
  if (kinds.has("number")) kinds.delete("integer");
  const kind = kinds.size === 1 ? [...kinds][0]! : "json";
  const { minItems, maxItems } = (present[0] ?? {}) as { readonly minItems?: number; readonly maxItems?: number };
  const width = kind === "vector" && minItems !== undefined && minItems === maxItems ? minItems : -1;
  return { name, kind, datatype: types[kind], optional: absent, nullable: present.length < all.length, width };
}

function kindOf(schema: JsonSchema, root: JsonSchema): FieldKind {
  const type = typeOf(schema);
  if (type === "number" || type === "integer" || type === "boolean" || type === "string") return type;
  if (type !== "array" || schema["prefixItems"] || !schema["items"]) return "json";
  const items = alternatives(schema["items"] as JsonSchema, root).map(typeOf);
  return items.every((one) => one === "number" || one === "integer") ? "vector" : "json";
}

function typeOf(schema: JsonSchema): unknown {
  if (schema["type"] !== undefined) return schema["type"];
  const values = "const" in schema ? [schema["const"]] : ((schema["enum"] as readonly unknown[] | undefined) ?? []);
  const found = new Set(values.map((value) => (value === null ? "null" : typeof value)));
  return found.size === 1 ? [...found][0] : undefined;
}

/** The schema's alternatives, with references within the document followed; a recursive schema ends in what it is. */
function alternatives(schema: JsonSchema, root: JsonSchema, depth = 0): readonly JsonSchema[] {
  if (depth > 8) return [{}];
  const reference = schema["$ref"];
  if (typeof reference === "string" && reference.startsWith("#")) {
    let target: unknown = root;
    for (const part of reference.split("/").slice(1)) target = (target as JsonSchema | undefined)?.[part];
    return target ? alternatives(target as JsonSchema, root, depth + 1) : [{}];
  }
  const parts = (schema["anyOf"] ?? schema["oneOf"]) as readonly JsonSchema[] | undefined;
  if (parts) return parts.flatMap((part) => alternatives(part, root, depth + 1));
  const { type } = schema;
  return Array.isArray(type) ? type.map((one: unknown) => ({ ...schema, type: one })) : [schema];
}
