import { sha256, utf8Bytes, type Json, type Sample } from "@tandem/core";

export interface RowDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: number;
}

/** Which rows, by their ids, are new, gone or different. Values are compared by their JSON text, fields in any order. */
export async function diffRows(
  before: AsyncIterable<Iterable<Sample<unknown>>>,
  after: AsyncIterable<Iterable<Sample<unknown>>>,
): Promise<RowDiff> {
  const old = new Map<string, string>();
  for await (const batch of before) for (const { id, data } of batch) old.set(id, fingerprint(data));
  const added: string[] = [];
  const changed: string[] = [];
  let unchanged = 0;
  for await (const batch of after)
    for (const { id, data } of batch) {
      const was = old.get(id);
      if (was === undefined) added.push(id);
      else if (was === fingerprint(data)) unchanged++;
      else changed.push(id);
      old.delete(id);
    }
  return { added, removed: [...old.keys()], changed, unchanged };
}

export interface FieldChange {
  readonly field: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** Fields of two JSON Schemas of a row that are not the same. */
export function diffSchemas(before: Json, after: Json): readonly FieldChange[] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)];
  const changes: FieldChange[] = [];
  for (const field of [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort()) {
    const [was, is] = [old[field], fresh[field]];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    changes.push({ field, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) });
  }
  return changes;
}

function fieldsOf(schema: Json): Readonly<Record<string, Json>> {
  return ((schema as { readonly properties?: Readonly<Record<string, Json>> } | null)?.properties ?? {}) as Readonly<
    Record<string, Json>
  >;
}

/** 128 bits: rows that differ share one with a chance beyond reckoning. */
function fingerprint(data: unknown): string {
  return sha256(utf8Bytes(JSON.stringify(sorted(data)))).slice(0, 32);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, sorted(record[key] ?? null)]),
  );
}
