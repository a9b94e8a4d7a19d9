import { TandemError } from "@tandem/core";
import type { BlockEncoder } from "./block.ts";
import type { Columns } from "./columns.ts";
import { datePart, partCycle, type CyclicPart, type DatePart } from "./date-parts.ts";
import { learnScaled, writeScaled, type Scaled } from "./numbers.ts";
import type { Imputation, Scaling } from "./numeric-summary.ts";

export type ElapsedUnit = keyof typeof UNITS;
export interface DateOptions {
  /** Numbers of the calendar and clock in UTC. Default year, month, day and weekday where neither `cyclic` nor `elapsed` is given. */
  readonly parts?: readonly DatePart[];
  /** Parts as a point on a circle (sine and cosine), so that December lies beside January; zeros where missing. */
  readonly cyclic?: readonly CyclicPart[];
  /** Time since `since` (an ISO date; default the latest in training) in units (default days). */
  readonly elapsed?: boolean | { readonly since?: string; readonly unit?: ElapsedUnit };
  /** How parts and elapsed time are scaled. Default "standard". */
  readonly method?: Scaling;
  /** Default "mean". */
  readonly impute?: Imputation;
}

export interface DateBlock {
  readonly kind: "date";
  readonly field: string;
  readonly parts: readonly (Scaled & { readonly part: DatePart })[];
  readonly cyclic: readonly CyclicPart[];
  readonly elapsed: (Scaled & { readonly since: number; readonly unit: ElapsedUnit }) | null;
}

const UNITS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

export function learnDate(columns: Columns, field: string, options: DateOptions): DateBlock {
  const { cyclic = [], elapsed, method = "standard", impute = "mean" } = options;
  const parts = options.parts ?? (elapsed || cyclic.length > 0 ? [] : (["year", "month", "day", "weekday"] as const));
  const times = timesOf(columns, field);
  const scaled = (values: Float64Array) => learnScaled(columns, field, values, method, impute);
  return {
    kind: "date",
    field,
    parts: parts.map((part) => ({ part, ...scaled(times.map((time) => datePart(part, time))) })),
    cyclic,
    elapsed: elapsed ? learnElapsed(field, times, elapsed === true ? {} : elapsed, scaled) : null,
  };
}

function learnElapsed(
  field: string,
  times: Float64Array,
  { since, unit = "days" }: { readonly since?: string; readonly unit?: ElapsedUnit },
  scaled: (values: Float64Array) => Scaled,
) {
  const origin =
    since === undefined ? times.reduce((most, time) => (time > most ? time : most), -Infinity) : parseIso(since);
  if (Number.isNaN(origin))
    throw new TandemError("tabular/bad-spec", {
      field,
      reason: `since is ${JSON.stringify(since)}; give an ISO 8601 date`,
    });
  const from = origin === -Infinity ? 0 : origin;
  return { since: from, unit, ...scaled(times.map((time) => (time - from) / UNITS[unit])) };
}

export function dateEncoder({ field, parts, cyclic, elapsed }: DateBlock): BlockEncoder {
  return {
    names: [
      ...parts.map(({ part }) => `${field}:${part}`),
      ...cyclic.flatMap((part) => [`${field}:${part}:sin`, `${field}:${part}:cos`]),
      ...(elapsed ? [`${field}:elapsed`] : []),
    ],
    write(columns, out, stride, at) {
      const times = timesOf(columns, field);
      let next = at;
      for (const scaled of parts)
        writeScaled(
          times.map((time) => datePart(scaled.part, time)),
          scaled,
          out,
          stride,
          next++,
        );
      for (const part of cyclic) {
        writeCycle(part, times, out, stride, next);
        next += 2;
      }
      if (elapsed)
        writeScaled(
          times.map((time) => (time - elapsed.since) / UNITS[elapsed.unit]),
          elapsed,
          out,
          stride,
          next,
        );
    },
  };
}

function writeCycle(part: CyclicPart, times: Float64Array, out: Float64Array, stride: number, at: number): void {
  const { first, period } = partCycle(part);
  for (let row = 0, i = at; row < times.length; row++, i += stride) {
    if (Number.isNaN(times[row])) continue;
    const angle = (2 * Math.PI * (datePart(part, times[row]!) - first)) / period;
    out[i] = Math.sin(angle);
    out[i + 1] = Math.cos(angle);
  }
}

/** Epoch milliseconds, NaN where missing. Strings must be ISO 8601; without a zone they are UTC. */
function timesOf(columns: Columns, field: string): Float64Array {
  if (columns.kind(field) !== "string") return columns.numbers(field);
  const { codes, dictionary } = columns.codes(field);
  const parsed = new Map<number, number>();
  return Float64Array.from(codes, (code, row) => {
    if (code < 0) return NaN;
    let time = parsed.get(code);
    if (time === undefined) parsed.set(code, (time = parseIso(dictionary[code]!)));
    if (Number.isNaN(time))
      throw new TandemError("tabular/bad-date", { field, id: columns.ids[row]!, found: dictionary[code]! });
    return time;
  });
}

function parseIso(text: string): number {
  const match = ISO.exec(text);
  if (!match) return NaN;
  return Date.parse(match[1] && !match[4] ? `${text}Z` : text);
}
