/**
 * The largest distance between numbers at the same place of two JSON values, as a share of the larger of 1 and the
 * expected number; Infinity where anything else differs.
 */
export function farthest(expected: unknown, found: unknown): number {
  if (typeof expected === "number" && typeof found === "number")
    return Math.abs(expected - found) / Math.max(1, Math.abs(expected));
  if (typeof expected !== "object" || typeof found !== "object" || expected === null || found === null)
    return Object.is(expected, found) ? 0 : Infinity;
  const [keys, others] = [Object.keys(expected), Object.keys(found)];
  if (keys.length !== others.length || Array.isArray(expected) !== Array.isArray(found)) return Infinity;
  let most = 0;
  for (const key of keys) {
    if (!Object.hasOwn(found, key)) return Infinity;
    const [a, b] = [expected, found].map((value) => (value as Readonly<Record<string, unknown>>)[key]);
    most = Math.max(most, farthest(a, b));
  }
  return most;
}
