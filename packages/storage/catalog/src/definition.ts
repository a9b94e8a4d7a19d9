import {
  jsonSchemaOf,
  TandemError,
  type Json,
  type Schema,
  type TableColumnType,
  type TableLayout,
} from "@tandem/core";
import { formatAddress, type StorageAddress } from "./address.ts";

export type JsonSchema = { readonly [keyword: string]: Json };

/** What a storage holds. Blobs are bytes and have no schema. */
export interface StorageDefinition {
  readonly address: StorageAddress;
  /** JSON Schema (2020-12) of a value (kv), a row (table) or a document's data (search). */
  readonly schema?: JsonSchema;
  /** Table: the columns that identify a row. */
  readonly key?: readonly string[];
  /** Search: length of every vector, 0 for none. */
  readonly dimensions?: number;
  readonly description?: string;
  /** 1 when created, one more with each evolution. */
  readonly revision: number;
  /** Epoch milliseconds of this revision. */
  readonly created: number;
}

export interface NewStorage {
  readonly schema?: Schema<unknown> | JsonSchema;
  readonly key?: readonly string[];
  readonly dimensions?: number;
  readonly description?: string;
}

/** @throws TandemError `storage/bad-definition` */
export function newDefinition(address: StorageAddress, given: NewStorage, revision: number): StorageDefinition {
  const bad = (reason: string) =>
    new TandemError("storage/bad-definition", { address: formatAddress(address), reason });
  const schema = given.schema === undefined ? undefined : jsonOf(given.schema, bad);
  if (address.format === "blob") {
    if (schema) throw bad("blobs are bytes and take no schema");
  } else {
    if (!schema) throw bad(`a ${address.format} storage needs a schema`);
    const closed = findClosed(schema, "");
    if (closed !== undefined)
      throw bad(
        `its schema forbids further fields (additionalProperties: false) at ${closed || "/"}, so it could never gain one; allow them`,
      );
  }
  if (address.format === "table") {
    const properties = propertiesOf(schema!);
    if (!given.key?.length) throw bad("a table needs a key: the columns that identify a row");
    for (const column of given.key)
      if (!Object.hasOwn(properties, column) || !requiredOf(schema!).includes(column))
        throw bad(`key column "${column}" must be a required field of its schema`);
  } else if (given.key) throw bad("only a table has a key");
  if (
    given.dimensions !== undefined &&
    (address.format !== "search" || !Number.isInteger(given.dimensions) || given.dimensions < 0)
  )
    throw bad("dimensions is the length of a search storage's vectors: an integer from 0");
  return {
    address,
    ...(schema ? { schema } : {}),
    ...(given.key ? { key: given.key } : {}),
    ...(address.format === "search" ? { dimensions: given.dimensions ?? 0 } : {}),
    ...(given.description === undefined ? {} : { description: given.description }),
    revision,
    created: Date.now(),
  };
}

/** The definition without what differs between two makings of the same storage. */
export function sameDefinition(a: StorageDefinition, b: StorageDefinition): boolean {
  const essence = ({ schema, key, dimensions }: StorageDefinition) =>
    canonical({ schema: schema ?? null, key: key ?? null, dimensions: dimensions ?? null });
  return essence(a) === essence(b);
}

/** @throws TandemError `storage/incompatible-schema` unless `next` only adds optional fields. */
export function checkEvolution(address: StorageAddress, before: JsonSchema, next: JsonSchema): void {
  const refuse = (reason: string) =>
    new TandemError("storage/incompatible-schema", { address: formatAddress(address), reason });
  const [old, fresh] = [propertiesOf(before), propertiesOf(next)];
  for (const [field, schema] of Object.entries(old)) {
    if (!Object.hasOwn(fresh, field)) throw refuse(`field "${field}" would be lost`);
    if (canonical(schema) !== canonical(fresh[field]!)) throw refuse(`field "${field}" would change`);
  }
  if (canonical([...requiredOf(before)].sort()) !== canonical([...requiredOf(next)].sort()))
    throw refuse("the required fields would change");
  for (const keyword of new Set([...Object.keys(before), ...Object.keys(next)]))
    if (!FREE.has(keyword) && canonical(before[keyword] ?? null) !== canonical(next[keyword] ?? null))
      throw refuse(`its "${keyword}" would change`);
}

/** Keywords that are compared above, or that only tell of the schema. */
const FREE = new Set(["properties", "required", "$schema", "$id", "$comment", "title", "description", "examples"]);

export function tableLayout({ address, schema, key }: StorageDefinition): TableLayout {
  const required = requiredOf(schema!);
  const columns = Object.entries(propertiesOf(schema!)).map(([column, property]) => [
    column,
    { type: columnType(property as JsonSchema), required: required.includes(column) },
  ]);
  return { name: address.name, key: key!, columns: Object.fromEntries(columns) as TableLayout["columns"] };
}

function columnType(schema: JsonSchema): TableColumnType {
  const parts = ((schema["anyOf"] ?? schema["oneOf"]) as readonly JsonSchema[] | undefined) ?? [schema];
  const types = parts.flatMap(
    (part) => part["type"] ?? (part["enum"] ? typeof (part["enum"] as readonly Json[])[0] : []),
  ) as readonly string[];
  const kinds = new Set(types.filter((type) => type !== "null"));
  const [kind] = kinds;
  if (kinds.size !== 1 || !kind) return "json";
  if (kind === "string") return parts.some((part) => part["format"] === "date-time") ? "timestamp" : "string";
  return kind === "number" || kind === "integer" || kind === "boolean" ? kind : "json";
}

function jsonOf(schema: Schema<unknown> | JsonSchema, bad: (reason: string) => TandemError): JsonSchema {
  if (!("~standard" in schema)) return schema;
  const json = jsonSchemaOf(schema as Schema<unknown>);
  if (!json) throw bad("its schema has no JSON Schema form; use types that JSON can hold");
  return JSON.parse(JSON.stringify(json)) as JsonSchema;
}

function findClosed(schema: JsonSchema, path: string): string | undefined {
  if (schema["additionalProperties"] === false) return path;
  for (const [field, property] of Object.entries(propertiesOf(schema))) {
    const found = findClosed(property as JsonSchema, `${path}/${field}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
function propertiesOf(schema: JsonSchema): JsonSchema {
  return (schema["properties"] ?? {}) as JsonSchema;
}
function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema["required"] ?? []) as readonly string[];
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const record = value as JsonSchema;
  return `{${Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(record[key]!)}`)
    .join(",")}}`;
}
