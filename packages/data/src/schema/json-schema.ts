import type { Schema } from "@tandem/core";

/** A JSON Schema (2020-12) as data; the keys that matter are read where they are needed. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What a JSON Schema has no words for, kept beside it: the kind behind a description that is open or lossy. */
export const KIND_KEY = "x-tandem-kind";
/** Names of checks that only the schema's own code can make. */
export const OPAQUE_KEY = "x-tandem-opaque";
/** Flags of the pattern. */
export const FLAGS_KEY = "x-tandem-pattern-flags";
/** Bounds of dates (ISO 8601) and bigints (digits). */
export const BOUND_KEYS = {
  minimum: "x-tandem-minimum",
  maximum: "x-tandem-maximum",
  exclusiveMinimum: "x-tandem-exclusive-minimum",
  exclusiveMaximum: "x-tandem-exclusive-maximum",
} as const;

interface ZodCheck {
  readonly _zod: {
    readonly def: {
      readonly check: string;
      readonly value?: unknown;
      readonly inclusive?: boolean;
      readonly pattern?: RegExp;
    };
  };
}
interface ZodNode {
  readonly _zod: {
    readonly def: { readonly type: string; readonly coerce?: boolean; readonly checks?: readonly ZodCheck[] };
  };
}
type Override = (context: { zodSchema: ZodNode; jsonSchema: Record<string, unknown> }) => void;

/**
 * JSON Schema of what a schema accepts (`input`) or gives (`output`), also where it holds dates, bigints, maps or
 * transforms: those are marked under {@link KIND_KEY}. Undefined where the schema has no JSON Schema at all.
 */
export function describeSchema(schema: Schema<unknown>, side: "input" | "output" = "input"): JsonSchema | undefined {
  const standard = schema["~standard"];
  const options = { target: "draft-2020-12" as const, libraryOptions: { unrepresentable: "any", override: markKinds } };
  try {
    return standard.jsonSchema?.[side](options);
  } catch {
    return undefined;
  }
}

const markKinds: Override = ({ zodSchema, jsonSchema }) => {
  const { type, checks = [], coerce } = zodSchema._zod.def;
  if (type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time", [KIND_KEY]: "date" });
  else if (["bigint", "map", "set", "symbol"].includes(type)) jsonSchema[KIND_KEY] = type;
  if (type === "date" || type === "bigint") markBounds(checks, jsonSchema);
  const own = checks
    .filter((check) => ["custom", "overwrite"].includes(check._zod.def.check))
    .map((check) => check._zod.def.check);
  if (coerce) own.push("coerce");
  if (["pipe", "transform", "catch", "custom"].includes(type)) own.push(type);
  const flags = checks.flatMap((check) => check._zod.def.pattern?.flags ?? []).filter((one) => one !== "");
  if (flags.length === 1 && typeof jsonSchema["pattern"] === "string") jsonSchema[FLAGS_KEY] = flags[0];
  else if (flags.length > 0) own.push("pattern flags");
  if (own.length > 0) jsonSchema[OPAQUE_KEY] = own;
};

function markBounds(checks: readonly ZodCheck[], jsonSchema: Record<string, unknown>): void {
  for (const {
    _zod: { def },
  } of checks) {
    const side = def.check === "greater_than" ? "inimum" : def.check === "less_than" ? "aximum" : undefined;
    if (!side) continue;
    const key = def.inclusive
      ? (`m${side}` as "minimum" | "maximum")
      : (`exclusiveM${side}` as "exclusiveMinimum" | "exclusiveMaximum");
    jsonSchema[BOUND_KEYS[key]] = def.value instanceof Date ? def.value.toISOString() : String(def.value);
  }
}

/** The alternatives of a schema: `$ref`, `anyOf`, `oneOf` and lists of types spelled out. */
export function alternativesOf(
  schema: JsonSchema,
  root: JsonSchema,
  seen: readonly string[] = [],
): readonly JsonSchema[] {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const target = seen.includes(reference) ? undefined : resolve(reference, root);
    return target ? alternativesOf(target, root, [...seen, reference]) : [schema];
  }
  const parts = (schema["anyOf"] ?? schema["oneOf"]) as readonly JsonSchema[] | undefined;
  if (parts) return parts.flatMap((part) => alternativesOf(part, root, seen));
  const type = schema["type"];
  return Array.isArray(type) ? type.map((one: unknown) => ({ ...schema, type: one })) : [schema];
}

function resolve(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (reference === "#") return root;
  if (!reference.startsWith("#/")) return undefined;
  let target: unknown = root;
  for (const part of reference.slice(2).split("/")) {
    if (typeof target !== "object" || target === null) return undefined;
    target = (target as JsonSchema)[decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return target as JsonSchema | undefined;
}
