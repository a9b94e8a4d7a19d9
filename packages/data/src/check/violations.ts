import { BOUND_KEYS, FLAGS_KEY, type JsonSchema } from "../schema/json-schema.ts";
import type { Reason } from "./report.ts";

export interface Violation {
  readonly reason: Reason;
  readonly message: string;
}
/** Escapes that mean something else without the `u` flag. */
export const NEEDS_UNICODE = /\\(?:[pP]|u)\{/;

type Rule<T> = (value: T) => Violation | undefined;

/** The checks of a JSON Schema on numbers. */
export function numberRule(schema: JsonSchema): Rule<number> | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema as Record<
    string,
    number | undefined
  >;
  const low = Math.max(minimum ?? -Infinity, exclusiveMinimum ?? -Infinity);
  const high = Math.min(maximum ?? Infinity, exclusiveMaximum ?? Infinity);
  const openLow = exclusiveMinimum !== undefined && exclusiveMinimum >= low;
  const openHigh = exclusiveMaximum !== undefined && exclusiveMaximum <= high;
  const whole = schema["type"] === "integer";
  const allowed = enumeration(schema);
  if (low === -Infinity && high === Infinity && !whole && multipleOf === undefined && !allowed) return undefined;
  return (value) => {
    if (whole && !Number.isInteger(value)) return { reason: "wrong-type", message: "expected a whole number" };
    if (value < low || (openLow && value === low))
      return { reason: "out-of-range", message: `must be ${openLow ? "more than" : "at least"} ${low}` };
    if (value > high || (openHigh && value === high))
      return { reason: "out-of-range", message: `must be ${openHigh ? "less than" : "at most"} ${high}` };
    if (multipleOf !== undefined && !isMultiple(value, multipleOf))
      return { reason: "not-multiple", message: `must be a multiple of ${multipleOf}` };
    return allowed && !allowed.has(value) ? notInEnum(allowed) : undefined;
  };
}

/** The checks of a JSON Schema on text. Lengths count UTF-16 units, as JavaScript and zod do. */
export function textRule(schema: JsonSchema): Rule<string> | undefined {
  const { minLength, maxLength } = schema as Record<string, number | undefined>;
  const patterns = patternsOf(schema);
  const allowed = enumeration(schema);
  if (minLength === undefined && maxLength === undefined && patterns.length === 0 && !allowed) return undefined;
  return (value) => {
    if (minLength !== undefined && value.length < minLength)
      return { reason: "too-short", message: `must have at least ${minLength} characters` };
    if (maxLength !== undefined && value.length > maxLength)
      return { reason: "too-long", message: `must have at most ${maxLength} characters` };
    const broken = patterns.find((pattern) => !pattern.test(value));
    if (broken)
      return {
        reason: "pattern",
        message:
          typeof schema["format"] === "string" ? `must be of the format ${schema["format"]}` : `must match ${broken}`,
      };
    return allowed && !allowed.has(value) ? notInEnum(allowed) : undefined;
  };
}

function patternsOf(schema: JsonSchema): readonly RegExp[] {
  const all = (schema["allOf"] ?? []) as readonly JsonSchema[];
  const own = schema["pattern"];
  return [...(typeof own === "string" ? [expression(own, schema[FLAGS_KEY])] : []), ...all.flatMap(patternsOf)];
}

/** As zod runs its patterns, without flags; property escapes need the `u` flag to mean anything. */
function expression(source: string, flags: unknown): RegExp {
  if (typeof flags === "string") return new RegExp(source, flags.replace(/[gy]/g, ""));
  return new RegExp(source, NEEDS_UNICODE.test(source) ? "u" : "");
}

function enumeration(schema: JsonSchema): ReadonlySet<unknown> | undefined {
  if ("const" in schema) return new Set([schema["const"]]);
  const values = schema["enum"] as readonly unknown[] | undefined;
  return values && new Set(values);
}

function notInEnum(allowed: ReadonlySet<unknown>): Violation {
  const shown = [...allowed].slice(0, 10).map((value) => JSON.stringify(value));
  return { reason: "not-in-enum", message: `must be one of ${shown.join(", ")}${allowed.size > 10 ? ", ..." : ""}` };
}

/** Exact for whole divisors; for decimal fractions by the shortest decimal form of both, so that 0.3 is a multiple of 0.1. */
function isMultiple(value: number, divisor: number): boolean {
  if (Number.isInteger(divisor)) return value % divisor === 0;
  const quotient = value / divisor;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

/** The checks of a schema of dates or bigints, whose bounds JSON Schema has no words for. */
export function boundRule<T extends Date | bigint>(schema: JsonSchema, read: (text: string) => T): Rule<T> | undefined {
  const bound = (key: keyof typeof BOUND_KEYS) => {
    const text = schema[BOUND_KEYS[key]];
    return typeof text === "string" ? read(text) : undefined;
  };
  const [least, most, above, below] = [
    bound("minimum"),
    bound("maximum"),
    bound("exclusiveMinimum"),
    bound("exclusiveMaximum"),
  ];
  if ([least, most, above, below].every((one) => one === undefined)) return undefined;
  return (value) => {
    const low = (least !== undefined && value < least) || (above !== undefined && value <= above);
    const high = (most !== undefined && value > most) || (below !== undefined && value >= below);
    return low || high
      ? {
          reason: "out-of-range",
          message: `must be ${low ? `at least ${String(least ?? above)}` : `at most ${String(most ?? below)}`}`,
        }
      : undefined;
  };
}
