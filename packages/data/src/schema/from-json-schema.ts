import type { Schema, SchemaIssue } from "@tandem/core";
import { boundRule, numberRule, textRule } from "../check/violations.ts";
import { alternativesOf, KIND_KEY, type JsonSchema } from "./json-schema.ts";

type Path = readonly PropertyKey[];
type Issue = SchemaIssue & { readonly code: string };

/**
 * A schema made of a JSON Schema (2020-12: types, bounds, lengths, patterns, enumerations, objects, arrays, `$ref`,
 * `anyOf`, `oneOf`, `allOf`, `not`), for data whose schema is a document. `x-tandem-kind` says what are dates and
 * bigints. Absent fields that have a default get it.
 */
export function schemaFromJsonSchema<D = Record<string, unknown>>(json: JsonSchema): Schema<D> {
  const described = () => ({ ...json });
  return {
    "~standard": {
      version: 1,
      vendor: "tandem",
      validate: (value) => {
        const issues = issuesOf(value, json, json, []);
        return issues.length > 0 ? { issues } : { value: withDefaults(value, json) as D };
      },
      jsonSchema: { input: described, output: described },
    },
  };
}

function issuesOf(value: unknown, schema: JsonSchema, root: JsonSchema, path: Path): Issue[] {
  const alternatives = alternativesOf(schema, root);
  const found = alternatives.map((one) => oneIssues(value, one, root, path));
  const own = found.some((issues) => issues.length === 0)
    ? []
    : alternatives.length === 1
      ? found[0]!
      : [nearest(value, found, path)].flat();
  const all = ((schema["allOf"] ?? []) as readonly JsonSchema[]).flatMap((part) => issuesOf(value, part, root, path));
  const not = schema["not"] as JsonSchema | undefined;
  const refused =
    not && issuesOf(value, not, root, path).length === 0
      ? [issue("custom", "must not be what the schema excludes", path)]
      : [];
  return [...own, ...all, ...refused];
}

/** Of several alternatives' issues those of the one whose type fits; else one that says that none fits. */
function nearest(value: unknown, found: readonly Issue[][], path: Path): Issue[] {
  const typed = found.filter(
    (issues) => !issues.some((one) => one.code === "invalid_type" && one.path?.length === path.length),
  );
  return typed.length === 1
    ? typed[0]!
    : [
        issue(
          value === undefined || value === null || typed.length === 0 ? "invalid_type" : "invalid_union",
          "fits none of the alternatives",
          path,
        ),
      ];
}

function oneIssues(value: unknown, schema: JsonSchema, root: JsonSchema, path: Path): Issue[] {
  const expected = expectedType(schema);
  if (!isOfType(value, expected)) return [issue("invalid_type", `expected ${expected}`, path)];
  const broken = scalarViolation(value, schema, expected);
  if (broken)
    return [
      issue(CODES[broken.reason] ?? "custom", broken.message, path, typeof value === "string" ? "string" : "number"),
    ];
  if ("const" in schema && !sameJson(value, schema["const"]))
    return [issue("invalid_value", `must be ${JSON.stringify(schema["const"])}`, path)];
  if (Array.isArray(schema["enum"]) && !schema["enum"].some((one) => sameJson(value, one)))
    return [issue("invalid_value", "must be one of the listed values", path)];
  if (Array.isArray(value)) return arrayIssues(value, schema, root, path);
  return typeof value === "object" && value !== null && !(value instanceof Date)
    ? objectIssues(value as Record<string, unknown>, schema, root, path)
    : [];
}

const CODES: Readonly<Record<string, string>> = {
  "wrong-type": "invalid_type",
  "out-of-range": "too_big",
  "too-short": "too_small",
  "too-long": "too_big",
  "not-multiple": "not_multiple_of",
  "not-in-enum": "invalid_value",
  pattern: "invalid_format",
};

function expectedType(schema: JsonSchema): string {
  const kind = schema[KIND_KEY];
  if (kind === "date" || kind === "bigint") return kind;
  return typeof schema["type"] === "string" ? schema["type"] : "any";
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "any":
      return value !== undefined;
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "date":
      return value instanceof Date && !Number.isNaN(value.getTime());
    default:
      return typeof value === type;
  }
}

function scalarViolation(value: unknown, schema: JsonSchema, type: string) {
  if (typeof value === "number") return numberRule(schema)?.(value);
  if (typeof value === "string") return textRule(schema)?.(value);
  if (type === "date") return boundRule(schema, (text) => new Date(text))?.(value as Date);
  return typeof value === "bigint" ? boundRule(schema, BigInt)?.(value) : undefined;
}

function arrayIssues(value: readonly unknown[], schema: JsonSchema, root: JsonSchema, path: Path): Issue[] {
  const { minItems, maxItems } = schema as Record<string, number | undefined>;
  if (minItems !== undefined && value.length < minItems)
    return [issue("too_small", `must have at least ${minItems} items`, path, "array")];
  if (maxItems !== undefined && value.length > maxItems)
    return [issue("too_big", `must have at most ${maxItems} items`, path, "array")];
  if (schema["uniqueItems"] === true && new Set(value.map((one) => JSON.stringify(one))).size < value.length)
    return [issue("custom", "must have no item twice", path)];
  const items = schema["items"] as JsonSchema | undefined;
  return items ? value.flatMap((one, index) => issuesOf(one, items, root, [...path, index])) : [];
}

function objectIssues(
  value: Readonly<Record<string, unknown>>,
  schema: JsonSchema,
  root: JsonSchema,
  path: Path,
): Issue[] {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = (schema["required"] ?? []) as readonly string[];
  const missing = required
    .filter((key) => value[key] === undefined)
    .map((key) => issue("invalid_type", "a value is required", [...path, key]));
  const additional = schema["additionalProperties"];
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(properties, key));
  const refused =
    additional === false
      ? unknown.map((key) =>
          issue("unrecognized_keys", "the schema knows no such field", [...path, key], undefined, [key]),
        )
      : [];
  const judged = Object.keys(properties)
    .filter((key) => value[key] !== undefined)
    .flatMap((key) => issuesOf(value[key], properties[key]!, root, [...path, key]));
  const others =
    typeof additional === "object" && additional !== null
      ? unknown.flatMap((key) => issuesOf(value[key], additional as JsonSchema, root, [...path, key]))
      : [];
  return [...missing, ...judged, ...refused, ...others];
}

function withDefaults(value: unknown, schema: JsonSchema): unknown {
  if (value === undefined) return schema["default"];
  const properties = schema["properties"] as Readonly<Record<string, JsonSchema>> | undefined;
  if (!properties || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const defaults = Object.entries(properties).filter(
    ([key, one]) => "default" in one && (value as Record<string, unknown>)[key] === undefined,
  );
  return defaults.length === 0
    ? value
    : { ...value, ...Object.fromEntries(defaults.map(([key, one]) => [key, one["default"]])) };
}

function sameJson(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
}

function issue(code: string, message: string, path: Path, origin?: string, keys?: readonly string[]): Issue {
  return { code, message, path, ...(origin ? { origin } : {}), ...(keys ? { keys } : {}) };
}
