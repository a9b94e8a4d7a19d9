type Tree = { readonly [key: string]: unknown };

/** `over` laid over `base`: maps are merged key by key, anything else replaces what was there. */
export function layered(base: unknown, over: unknown): unknown {
  if (!isTree(base) || !isTree(over)) return over === undefined ? base : over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over))
    merged[key] = layered(Object.hasOwn(base, key) ? base[key] : undefined, value);
  return merged;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
