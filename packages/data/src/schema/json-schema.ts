import type { Schema } from "@tandem/core";

/** A JSON Schema (2020-12) as data; the keys that matter are read where they are needed. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What a JSON Schema has no words for, kept beside it: the kind behind a description that is open or lossy. */
export const KIND_KEY = "x-tandem-kind";
/** Set where the schema checks or changes more than its JSON Schema says. */
export const OPAQUE_KEY = "x-tandem-opaque";

interface ZodNode {
  readonly _zod: { readonly def: { readonly type: string } };
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
  switch (zodSchema._zod.def.type) {
    case "date":
      Object.assign(jsonSchema, { type: "string", format: "date-time", [KIND_KEY]: "date" });
      break;
    case "bigint":
    case "map":
    case "set":
    case "symbol":
      jsonSchema[KIND_KEY] = zodSchema._zod.def.type;
  }
};

/** The alternatives of a schema: `$ref`, `anyOf`, `oneOf` and lists of types spelled out. */
export function alternativesOf(schema: JsonSchema, root: JsonSchema, seen: readonly string[] = []): readonly JsonSchema[] {
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
