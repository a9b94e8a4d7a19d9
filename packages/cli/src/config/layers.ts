type Tree = { readonly [key: string]: unknown };

/** What says what an entry is: one of another sort has other keys, so nothing of the former is kept. */
const SORTS = ["kind", "technology", "catalog"];

/**
 * `over` laid over `base`: maps are merged key by key, anything else replaces what was there, and so does a store of
 * another technology or a source of another kind.
 */
export function layered(base: unknown, over: unknown): unknown {
  if (!isTree(base) || !isTree(over)) return over === undefined ? base : over;
  if (SORTS.some((sort) => over[sort] !== undefined && over[sort] !== base[sort])) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over))
    merged[key] = layered(Object.hasOwn(base, key) ? base[key] : undefined, value);
  return merged;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
