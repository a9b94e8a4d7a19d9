import { TandemError } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `T` where JSON can hold it, `never` in place of what it cannot (dates, functions, maps, typed arrays with methods). */
export type Jsonable<T> = T extends Json
  ? T
  : T extends (...args: never[]) => unknown
    ? never
    : T extends object
      ? { readonly [K in keyof T]: Jsonable<T[K]> }
      : never;

/**
 * Refuses what JSON would lose or change silently: NaN and Infinity (they become null), undefined, functions, bigints
 * and every object that is neither plain nor an array (a Date becomes a string, a Map `{}`).
 * @throws TandemError `json/not-representable` with the path of the first such value.
 */
export function assertJson(value: unknown, what: string): asserts value is Json {
  check(value, what, "$", new Set());
}

function check(value: unknown, what: string, path: string, above: Set<object>): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return;
    throw new TandemError("json/not-representable", { what, path, found: String(value) });
  }
  if (typeof value !== "object") throw new TandemError("json/not-representable", { what, path, found: typeof value });
  if (above.has(value)) throw new TandemError("json/not-representable", { what, path, found: "a cycle" });
  above.add(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], what, `${path}[${i}]`, above);
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new TandemError("json/not-representable", { what, path, found: value.constructor?.name ?? "an object" });
    for (const [key, item] of Object.entries(value)) check(item, what, `${path}.${key}`, above);
  }
  above.delete(value);
}
