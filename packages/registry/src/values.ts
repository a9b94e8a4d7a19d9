import { TandemError } from "@tandem/core";
import type { MetricEntry } from "./run.ts";

/**
 * What the types promise and JSON, a form or a script may break: checked here, because the databases would refuse it with a
 * bare word of SQL, or keep it as something else.
 */

/** @throws TandemError `registry/bad-value` */
export function checkMetrics(metrics: readonly MetricEntry[]): void {
  for (const { key, value, step = 0, time = 0 } of metrics) {
    if (typeof key !== "string" || key === "") throw bad("the key of a metric", key, "a text");
    if (typeof value !== "number") throw bad(`metric "${key}"`, value, "a number, NaN and Infinity included");
    if (!Number.isSafeInteger(step)) throw bad(`the step of metric "${key}"`, step, "a whole number");
    if (!Number.isSafeInteger(time)) throw bad(`the time of metric "${key}"`, time, "whole milliseconds since 1970");
  }
}

/** @throws TandemError `registry/bad-value` */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags))
    if (typeof value !== "string") throw bad(`tag "${key}"`, value, "a text");
}

/** @throws TandemError `registry/bad-value` */
export function checkTime(what: string, time: number | null | undefined): void {
  if (time === undefined || time === null || Number.isSafeInteger(time)) return;
  throw bad(what, time, "whole milliseconds since 1970");
}

/** @throws TandemError `registry/bad-value` for an empty text or none */
export function checkFilled(what: string, value: string): void {
  if (typeof value !== "string" || value.trim() === "") throw bad(what, value, "a text that is not empty");
}

/** One of a few words, of which statements are made. @throws TandemError `registry/bad-value` */
export function checkWord(what: string, word: string, known: readonly string[]): void {
  if (!known.includes(word)) throw bad(what, word, `one of ${known.join(", ")}`);
}

/** @throws TandemError `registry/bad-value` */
export function checkCount(what: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw bad(what, count, "a whole number from 0");
}

function bad(what: string, value: unknown, expected: string): TandemError {
  const found = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value);
  return new TandemError("registry/bad-value", { what, found, expected });
}
