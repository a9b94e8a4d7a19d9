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
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}
export interface JsonSchemaOptions {
  readonly target: "draft-2020-12";
  /** For the schema's own library; others ignore it. */
  readonly libraryOptions?: Record<string, unknown> | undefined;
}
export type SchemaResult<T> =
  { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };
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

/** The kind of column of each declared field; undefined for a field that is declared but may hold values of several kinds. */
export type FieldKinds = Readonly<Record<string, ColumnKind | undefined>>;

/** Kinds of the top-level fields of a record schema; undefined where the schema cannot say its fields at all. */
export function fieldKinds(schema: Schema<unknown>): FieldKinds | undefined {
  const root = withDates(schema);
  if (!root) return undefined;
  const kinds = new Map<string, ColumnKind | undefined>();
  for (const record of alternatives(root, root)) {
    for (const [field, property] of Object.entries((record["properties"] ?? {}) as Record<string, JsonSchema>)) {
      const found = new Set(
        alternatives(property, root)
          .map(kindOf)
          .filter((kind) => kind !== "missing"),
      );
      const [kind] = found;
      const one = found.size === 1 && kind !== "open" ? kind : undefined;
      kinds.set(field, kinds.has(field) && kinds.get(field) !== one ? undefined : one);
    }
  }
  return kinds.size > 0 || "properties" in root ? Object.fromEntries(kinds) : undefined;
}

type JsonSchema = Record<string, unknown>;

/** What zod hands to `override` for each schema within another. */
interface ZodNode {
  readonly zodSchema: { readonly _zod: { readonly def: { readonly type: string } } };
  readonly jsonSchema: JsonSchema;
}

/** JSON Schema with "date" as the type of dates, which JSON has no word for, and nothing said of what else it cannot say. */
function withDates(schema: Schema<unknown>): JsonSchema | undefined {
  const override = ({ zodSchema, jsonSchema }: ZodNode) => {
    if (zodSchema._zod.def.type === "date") jsonSchema["type"] = "date";
  };
  try {
    return schema["~standard"].jsonSchema?.input({
      target: "draft-2020-12",
      libraryOptions: { unrepresentable: "any", override },
    });
  } catch {
    return undefined;
  }
}

function alternatives(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const reference = schema["$ref"];
  if (typeof reference === "string" && reference.startsWith("#/")) {
    let target: unknown = root;
    for (const part of reference.slice(2).split("/")) target = (target as JsonSchema | undefined)?.[part];
    return target ? alternatives(target as JsonSchema, root) : [schema];
  }
  const parts = (schema["anyOf"] ?? schema["oneOf"] ?? schema["allOf"]) as readonly JsonSchema[] | undefined;
  if (parts) return parts.flatMap((part) => alternatives(part, root));
  const type = schema["type"];
  return Array.isArray(type) ? type.map((one: unknown) => ({ ...schema, type: one })) : [schema];
}

function kindOf(schema: JsonSchema): ColumnKind | "missing" | "open" {
  const example = "const" in schema ? schema["const"] : (schema["enum"] as readonly unknown[] | undefined)?.[0];
  switch (schema["type"] ?? (example === null ? "null" : typeof example)) {
    case "number":
    case "integer":
      return "number";
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "date":
      return "date";
    case "null":
      return "missing";
    case "object":
    case "array":
      return "json";
    default:
      return "open";
  }
}
