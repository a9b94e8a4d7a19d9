import type { ColumnKind, FieldKinds, Schema } from "@tandem/core";
import { schemaFromJsonSchema } from "./from-json-schema.ts";
import { alternativesOf, describeSchema, FLAGS_KEY, KIND_KEY, type JsonSchema } from "./json-schema.ts";
import { isTransparent, zodObjectExtras, zodShape } from "./zod-nodes.ts";

/** How the values of one field are read and checked. */
export interface FieldPlan {
  readonly field: string;
  /** Undefined where the schema leaves it open: values are taken as they come. */
  readonly kind: ColumnKind | "bigint" | undefined;
  readonly acceptsAbsent: boolean;
  readonly acceptsNull: boolean;
  /** Stands in for an absent value. */
  readonly fallback?: unknown;
  /** The checks, as JSON Schema of what is not null. */
  readonly checks: JsonSchema;
  /** Decides in place of `checks`, and may change values: the schema does more than its JSON Schema says. */
  readonly own?: Schema<unknown>;
  /** The record's own verdict decides: nothing is checked here. */
  readonly deferred?: boolean;
  /** The kind of what `own` gives, where its JSON Schema tells. */
  readonly gives?: ColumnKind | undefined;
}

export interface RecordPlan {
  readonly fields: readonly FieldPlan[];
  readonly refusesUnknown: boolean;
  /** Judges whole records after the fields; `changes` where its output may differ from what it is given. */
  readonly own?: { readonly schema: Schema<unknown>; readonly changes: boolean };
}

/** The plan of a record's schema; a schema that is no plain object judges whole records itself. */
export function planRecord(schema: Schema<unknown>): RecordPlan {
  const root = describeSchema(schema) ?? {};
  const shape = zodShape(schema);
  const extras = shape ? zodObjectExtras(schema) : schema["~standard"].vendor === "tandem" ? "none" : "more";
  const fields = declaredFields(root).map(({ field, schemas, required }) => {
    const plan = planOf(field, schemas.length === 1 ? schemas[0]! : { anyOf: schemas }, root, required);
    const inner = shape?.[field];
    if (extras === "more") return { ...plan, deferred: true };
    if (inner) return isTransparent(inner) ? plan : judgedBy(plan, inner);
    return isPlain(plan)
      ? plan
      : judgedBy(plan, acceptingAbsent(plan, schemaFromJsonSchema(fieldSchema(schemas, root))));
  });
  const refusesUnknown = root["additionalProperties"] === false && extras !== "more";
  return { fields, refusesUnknown, ...(extras === "none" ? {} : { own: { schema, changes: extras === "more" } }) };
}

/** Whether the column checks cover all that the field's JSON Schema asks. */
function isPlain({ kind, checks }: FieldPlan): boolean {
  return (
    (kind === "number" || kind === "string" || kind === "boolean" || kind === "date") &&
    Object.keys(checks).every((key) => PLAIN_KEYS.has(key))
  );
}
const PLAIN_KEYS = new Set([
  "type",
  "format",
  "pattern",
  "enum",
  "const",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "default",
  "title",
  "description",
  "examples",
  KIND_KEY,
  FLAGS_KEY,
]);

function fieldSchema(schemas: readonly JsonSchema[], root: JsonSchema): JsonSchema {
  const definitions = Object.fromEntries(
    ["$defs", "definitions"].flatMap((key) => (key in root ? [[key, root[key]]] : [])),
  );
  return { ...(schemas.length === 1 ? schemas[0] : { anyOf: schemas }), ...definitions };
}

/** A property's JSON Schema speaks of present values only: whether it may be absent is said by the record. */
function acceptingAbsent({ acceptsAbsent, fallback }: FieldPlan, schema: Schema<unknown>): Schema<unknown> {
  if (!acceptsAbsent) return schema;
  const standard = schema["~standard"];
  return {
    "~standard": {
      ...standard,
      validate: (value) => (value === undefined ? { value: fallback } : standard.validate(value)),
    },
  };
}

interface DeclaredField {
  readonly field: string;
  readonly schemas: readonly JsonSchema[];
  readonly required: boolean;
}

/** The fields that any alternative of a record's schema declares. */
function declaredFields(root: JsonSchema): readonly DeclaredField[] {
  const alternatives = alternativesOf(root, root).filter((one) => !isNull(one));
  const names = new Set(alternatives.flatMap((one) => Object.keys((one["properties"] ?? {}) as JsonSchema)));
  return [...names].map((field) => {
    const holders = alternatives.filter((one) => field in ((one["properties"] ?? {}) as JsonSchema));
    return {
      field,
      schemas: holders.map((one) => (one["properties"] as Record<string, JsonSchema>)[field]!),
      required:
        holders.length === alternatives.length &&
        holders.every((one) => ((one["required"] ?? []) as readonly string[]).includes(field)),
    };
  });
}

/** The plan of a single value: a label. */
export function planValue(field: string, schema: Schema<unknown>): FieldPlan {
  const root = describeSchema(schema) ?? {};
  const plan = planOf(field, root, root, true);
  const transparent = schema["~standard"].vendor === "tandem" ? isPlain(plan) : isTransparent(schema);
  return transparent ? plan : judgedBy(plan, schema);
}

/** The kinds of columns that samples of this plan have. */
export function kindsOf(plan: RecordPlan): FieldKinds {
  const kinds: Record<string, ColumnKind> = {};
  for (const { field, kind, own, gives } of plan.fields) {
    const column = own ? gives : kind === "bigint" ? "json" : kind;
    if (column) kinds[field] = column;
  }
  return kinds;
}

function judgedBy(plan: FieldPlan, own: Schema<unknown>): FieldPlan {
  const output = describeSchema(own, "output");
  const kind = output && planOf(plan.field, output, output, true).kind;
  return { ...plan, own, gives: kind === "bigint" ? "json" : kind };
}

function planOf(field: string, schema: JsonSchema, root: JsonSchema, required: boolean): FieldPlan {
  const parts = alternativesOf(schema, root);
  const present = parts.filter((part) => !isNull(part));
  const kinds = new Set(present.map(kindOf));
  const kind = kinds.size === 1 ? [...kinds][0] : undefined;
  const nullable = parts.length > present.length;
  return {
    field,
    kind,
    acceptsAbsent: !required,
    acceptsNull: nullable || (kind === undefined && present.some((part) => Object.keys(part).length === 0)),
    ...("default" in schema ? { fallback: schema["default"] } : {}),
    checks: present.length === 1 ? present[0]! : { anyOf: present },
  };
}

function isNull(schema: JsonSchema): boolean {
  return schema["type"] === "null" || ("const" in schema && schema["const"] === null);
}

function kindOf(schema: JsonSchema): FieldPlan["kind"] {
  const marked = schema[KIND_KEY];
  if (marked === "date" || marked === "bigint") return marked;
  const examples = "const" in schema ? [schema["const"]] : ((schema["enum"] ?? []) as readonly unknown[]);
  const types = new Set(examples.map((example) => typeof example));
  switch (schema["type"] ?? (types.size === 1 ? [...types][0] : undefined)) {
    case "number":
    case "integer":
      return "number";
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    case "object":
    case "array":
      return "json";
    default:
      return undefined;
  }
}
