import type { Schema } from "@tandem/core";
import { NEEDS_UNICODE } from "../check/violations.ts";

/** What of a zod schema's inside is read here, restated so that zod itself need not be loaded. */
interface ZodSchema extends Schema<unknown> {
  readonly _zod: { readonly def: ZodDefinition };
}
interface ZodDefinition {
  readonly type: string;
  readonly coerce?: boolean;
  readonly check?: string;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: CheckDefinition } }[];
  readonly innerType?: ZodSchema;
  readonly shape?: Readonly<Record<string, ZodSchema>>;
  readonly catchall?: ZodSchema;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}
interface CheckDefinition {
  readonly check: string;
  readonly format?: string;
  readonly value?: unknown;
  readonly pattern?: RegExp;
}

/** Formats that are their regular expression and nothing more. */
const PATTERN_FORMATS = new Set([
  "email",
  "guid",
  "uuid",
  "nanoid",
  "cuid2",
  "ulid",
  "date",
  "time",
  "datetime",
  "duration",
  "regex",
  "starts_with",
  "ends_with",
  "includes",
]);
const NUMBER_FORMATS = new Set(["safeint", "int32", "uint32", "float32", "float64"]);

export function isZod(schema: Schema<unknown>): schema is ZodSchema {
  return schema["~standard"].vendor === "zod" && "_zod" in schema;
}

/** The schemas of an object's fields, where the schema is a plain object. */
export function zodShape(schema: Schema<unknown>): Readonly<Record<string, Schema<unknown>>> | undefined {
  return isZod(schema) && schema._zod.def.type === "object" ? schema._zod.def.shape : undefined;
}

/** What an object checks beyond its fields: nothing, only refinements, or things that may change the value. */
export function zodObjectExtras(schema: Schema<unknown>): "none" | "refinements" | "more" {
  if (!isZod(schema)) return "more";
  const { checks = [], catchall } = schema._zod.def;
  if (catchall && !["never", "unknown", "any"].includes(catchall._zod.def.type)) return "more";
  if (checks.length === 0) return "none";
  return checks.every((check) => check._zod.def.check === "custom") ? "refinements" : "more";
}

/** Whether the JSON Schema of this zod schema says all that it checks, and it changes nothing. */
export function isTransparent(schema: Schema<unknown>): boolean {
  if (!isZod(schema)) return false;
  const { def } = schema._zod;
  if (def.coerce) return false;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "readonly":
    case "default":
      return isTransparent(def.innerType!);
    case "string":
    case "number":
      return [
        ...(def.check ? [def as CheckDefinition] : []),
        ...(def.checks ?? []).map((check) => check._zod.def),
      ].every(isNamed);
    case "boolean":
    case "date":
      return !def.checks?.length;
    case "enum":
      return !def.checks?.length && Object.values(def.entries ?? {}).every((value) => typeof value === "string");
    case "literal":
      return !def.checks?.length && (def.values ?? []).every((value) => typeof value === "string");
    default:
      return false;
  }
}

function isNamed(check: CheckDefinition): boolean {
  switch (check.check) {
    case "min_length":
    case "max_length":
    case "length_equals":
      return true;
    case "greater_than":
    case "less_than":
      return typeof check.value === "number";
    case "number_format":
      return NUMBER_FORMATS.has(check.format ?? "");
    case "string_format":
      return (
        PATTERN_FORMATS.has(check.format ?? "") &&
        check.pattern !== undefined &&
        check.pattern.flags === "" &&
        !NEEDS_UNICODE.test(check.pattern.source)
      );
    default:
      return false;
  }
}
