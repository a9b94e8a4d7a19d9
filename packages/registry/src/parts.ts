/** Rows in parts small enough for one statement of either database. */
export function* inParts<T>(rows: readonly T[], columns: number): Iterable<readonly T[]> {
  const size = Math.floor(30_000 / columns);
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
