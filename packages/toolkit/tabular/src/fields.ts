/**
 * One schema under each name, to spread into the schema of a record whose columns are many and of few kinds:
 * `z.object({ ...fields(amounts, z.number().nullable()), ...fields(categories, z.string().nullable()) })`.
 */
export function fields<const K extends string, T>(names: readonly K[], schema: T): Record<K, T> {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<K, T>;
}
