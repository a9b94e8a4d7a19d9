import { MlflowProblem } from "./problem.ts";
import type { Request } from "./routes.ts";

/** How MLflow writes an entry of a record. */
export type Pair = { readonly key: string; readonly value: string };

const invalid = (message: string) => new MlflowProblem("INVALID_PARAMETER_VALUE", message);

/** A required text, or a number as text. @throws MlflowProblem */
export function required(request: Request, field: string): string {
  const value = request[field];
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number") return String(value);
  throw invalid(`Missing value for required parameter '${field}'.`);
}

/** A text that may be missing or empty. @throws MlflowProblem where it is something else */
export function text(request: Request, field: string, fallback = ""): string {
  const value = request[field];
  if (value === undefined || value === null) return fallback;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw invalid(`Invalid value for parameter '${field}': expected a string.`);
}

/** A whole number, which JSON of protobuf may write as text. @throws MlflowProblem */
export function integer(request: Request, field: string, fallback?: number): number {
  const value = request[field];
  if ((value === undefined || value === null || value === "") && fallback !== undefined) return fallback;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw invalid(
    `Invalid value ${JSON.stringify(value) ?? "(none)"} for parameter '${field}': expected a whole number.`,
  );
}

/** A number as protobuf's JSON has it, so also "NaN" and "Infinity". @throws MlflowProblem */
export function real(request: Request, field: string): number {
  const value = request[field];
  if (typeof value === "number") return value;
  if (value === "NaN") return NaN;
  if (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))) return Number(value);
  throw invalid(`Invalid value ${JSON.stringify(value) ?? "(none)"} for parameter '${field}': expected a number.`);
}

/** Written as protobuf's JSON writes what JSON has no number for. */
export function writtenReal(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/** A list of objects; none where the field is missing. @throws MlflowProblem */
export function objects(request: Request, field: string): readonly Request[] {
  const value = request[field] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null && !Array.isArray(item)))
    return value as readonly Request[];
  throw invalid(`Invalid value for parameter '${field}': expected a list of objects.`);
}

/** A list of texts, or the one text that a query string has. @throws MlflowProblem */
export function texts(request: Request, field: string): readonly string[] {
  const value = request[field] ?? [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((item) => typeof item === "string" || typeof item === "number")) return list.map(String);
  throw invalid(`Invalid value for parameter '${field}': expected a list of strings.`);
}

/** `[{ key, value }]` by key. @throws MlflowProblem for a key that is given two values */
export function pairs(request: Request, field: string): Record<string, string> {
  const found = new Map<string, string>();
  for (const item of objects(request, field)) {
    const [key, value] = [required(item, "key"), text(item, "value")];
    const before = found.get(key);
    if (before !== undefined && before !== value)
      throw invalid(`Duplicate key '${key}' in '${field}' with the values '${before}' and '${value}'.`);
    found.set(key, value);
  }
  return Object.fromEntries(found);
}

export function pairList(record: Readonly<Record<string, string>>): readonly Pair[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** What a record has under a key that a client gave, which may be "constructor" or "__proto__". */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** One of a record's attributes. @throws MlflowProblem for a name that is none */
export function attribute(
  attributes: Readonly<Record<string, string | number | undefined>>,
  key: string,
): string | number | undefined {
  if (Object.hasOwn(attributes, key)) return attributes[key];
  throw invalid(`Invalid attribute key '${key}' specified. Valid keys are '${Object.keys(attributes).join("', '")}'.`);
}

/** @throws MlflowProblem always */
export function noSuchEntity(entity: string, valid: readonly string[]): never {
  throw invalid(`Invalid entity type '${entity}'. Valid values are '${valid.join("', '")}'.`);
}
