import type { ColumnKind } from "./column.ts";

/**
 * A schema by the Standard Schema interface with its JSON Schema extension (https://standardschema.dev), restated so
 * that core depends on no schema library. zod schemas are such schemas.
 */
export interface Schema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown, options?: never): SchemaResult<T> | Promise<SchemaResult<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
      readonly output: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
    };
  };
}
export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
export type SchemaOutput<S> = S extends Schema<infer T> ? T : never;

/** JSON Schema of what the schema accepts; undefined when it cannot say (a date, a transform). */
export function jsonSchemaOf(schema: Schema<unknown>): Record<string, unknown> | undefined {
  try {
    return schema["~standard"].jsonSchema?.input({ target: "draft-2020-12" });
  } catch {
    return undefined;
  }
}

/** The kind of column of each declared field. */
export type FieldKinds = Readonly<Record<string, ColumnKind>>;

/** Kinds of the top-level fields of a record schema; fields whose kind the schema leaves open are absent. */
export function fieldKinds(schema: Schema<unknown>): FieldKinds | undefined {
  const root = jsonSchemaOf(schema);
  if (!root) return undefined;
  const kinds: Record<string, ColumnKind> = {};
  const open = new Set<string>();
  for (const record of alternatives(root, root)) {
    for (const [field, property] of Object.entries((record["properties"] ?? {}) as Record<string, JsonSchema>)) {
      const found = new Set(alternatives(property, root).map(kindOf).filter((kind) => kind !== "missing"));
      const [kind] = found;
      if (found.size !== 1 || !kind || kind === "open" || (kinds[field] && kinds[field] !== kind)) open.add(field);
      else kinds[field] = kind;
    }
  }
  for (const field of open) delete kinds[field];
  return kinds;
}

type JsonSchema = Record<string, unknown>;

function alternatives(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const reference = schema["$ref"];
  if (typeof reference === "string" && reference.startsWith("#/")) {
    let target: unknown = root;
    for (const part of reference.slice(2).split("/")) target = (target as JsonSchema | undefined)?.[part];
    return target ? alternatives(target as JsonSchema, root) : [schema];
  }
  const parts = (schema["anyOf"] ?? schema["oneOf"]) as readonly JsonSchema[] | undefined;
  if (parts) return parts.flatMap((part) => alternatives(part, root));
  const type = schema["type"];
  return Array.isArray(type) ? type.map((one: unknown) => ({ ...schema, type: one })) : [schema];
}

function kindOf(schema: JsonSchema): ColumnKind | "missing" | "open" {
  const example = "const" in schema ? schema["const"] : (schema["enum"] as readonly unknown[] | undefined)?.[0];
  switch (schema["type"] ?? (example === null ? "null" : typeof example)) {
    case "number": case "integer": return "number";
    case "string": return "string";
    case "boolean": return "boolean";
    case "null": return "missing";
    case "object": case "array": return "json";
    default: return "open";
  }
}
