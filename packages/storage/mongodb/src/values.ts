import type { Json } from "@tandem/core";

/** The only field of a document that stands for a value whose exact form documents cannot hold: its JSON text. */
const TEXT = "_json";

/** Deeper values are kept as text: MongoDB refuses documents nested beyond 100. */
const DEEPEST = 80;

/**
 * A value as a document's field, so that other clients see and query it as what it is. What documents would change or refuse -
 * field names with dots, dollars or a type's mark, lone surrogates, deep nesting - is kept as JSON text under `_json`.
 */
export function heldValue(value: Json): unknown {
  const text = JSON.stringify(value);
  const plain = JSON.parse(text) as Json; // what JSON gives back: no NaN, no undefined, no object of the caller's
  return isExact(plain, 0) ? plain : { [TEXT]: text };
}

/** What {@link heldValue} was given; dates that another client or a wider layout wrote come as ISO 8601 text. */
export function valueOf(held: unknown): Json {
  if (held === undefined || held === null) return null;
  if (held instanceof Date) return held.toISOString();
  if (Array.isArray(held)) return held.map(valueOf);
  if (typeof held !== "object") return typeof held === "bigint" ? Number(held) : (held as Json);
  const fields = Object.entries(held);
  if (fields.length === 1 && fields[0]![0] === TEXT) return JSON.parse(String(fields[0]![1])) as Json;
  return Object.fromEntries(fields.map(([field, inner]) => [field, valueOf(inner)]));
}

function isExact(value: Json, depth: number): boolean {
  if (typeof value === "string") return isWhole(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === DEEPEST) return false;
  if (Array.isArray(value)) return value.every((inner) => isExact(inner, depth + 1));
  return Object.entries(value).every(
    ([field, inner]) => field !== TEXT && isPlainName(field) && isExact(inner, depth + 1),
  );
}

function isPlainName(field: string): boolean {
  return (
    !/^\$|[.\0]/.test(field) && field !== "_bsontype" && field !== "__proto__" && field !== "toBSON" && isWhole(field)
  );
}

/** Whether UTF-8 can hold it: no half of a surrogate pair alone. */
function isWhole(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
