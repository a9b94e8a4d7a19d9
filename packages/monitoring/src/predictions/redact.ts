import type { Json } from "@tandem/core";

export const REDACTED = "[redacted]";

/**
 * A copy of a value as JSON with the fields at `paths` replaced: `email`, `address.street`; a list's elements are all
 * meant (`children.name`). A number that JSON has no form for becomes null.
 */
export function redacted(value: unknown, paths: readonly string[]): Json {
  const copy = JSON.parse(JSON.stringify(value ?? null)) as Json;
  for (const path of paths) redact(copy, path.split("."));
  return copy;
}

function redact(value: unknown, [field, ...rest]: readonly string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) redact(item, [field!, ...rest]);
    return;
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, field!)) return;
  const record = value as Record<string, unknown>;
  if (rest.length === 0) record[field!] = REDACTED;
  else redact(record[field!], rest);
}
