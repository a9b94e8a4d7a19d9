import type { FieldPlan } from "../schema/plan.ts";
import { parseDecimal } from "../csv/number-field.ts";

/** What text says as a value of a kind; undefined where it does not say one. */
export function parseText(text: string, kind: FieldPlan["kind"], lenient: boolean): unknown {
  const exact = lenient && kind !== "string" && kind !== undefined ? text.trim() : text;
  switch (kind) {
    case "number": {
      const value = parseDecimal(exact);
      return value !== undefined && Number.isFinite(value) ? value : undefined;
    }
    case "boolean":
      return parseBoolean(exact, lenient);
    case "date":
      return parseDate(exact, lenient);
    case "bigint":
      return /^[+-]?\d+$/.test(exact) ? BigInt(exact) : undefined;
    case "json":
      return parseJson(exact);
    default:
      return text;
  }
}

export function nameOfKind(kind: FieldPlan["kind"]): string {
  switch (kind) {
    case "number":
      return "a decimal number";
    case "boolean":
      return "true or false";
    case "date":
      return "a date such as 2024-03-31 or 2024-03-31T12:00:00Z";
    case "bigint":
      return "a whole number";
    case "json":
      return "JSON";
    case "string":
      return "text";
    default:
      return "a value";
  }
}

const YES = new Set(["true", "t", "yes", "y", "1"]);
const NO = new Set(["false", "f", "no", "n", "0"]);

function parseBoolean(text: string, lenient: boolean): boolean | undefined {
  if (!lenient) return text === "true" ? true : text === "false" ? false : undefined;
  const word = text.toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
}

const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** ISO 8601; a time without an offset is UTC, so that a file says the same on every machine. Leniently also epoch milliseconds. */
export function parseDate(text: string, lenient: boolean): Date | undefined {
  const parts = DATE.exec(text);
  if (!parts) return lenient && /^-?\d{1,16}$/.test(text) ? valid(new Date(Number(text))) : undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const millis = Number((parts[7] ?? "").padEnd(3, "0").slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    return undefined;
  date.setUTCHours(hour, minute, second, millis);
  return new Date(date.getTime() - offsetMinutes(parts[8]) * 60_000);
}

function offsetMinutes(offset: string | undefined): number {
  if (!offset || offset === "Z") return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(":", "") || 0);
  return offset.startsWith("-") ? -minutes : minutes;
}

function valid(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
