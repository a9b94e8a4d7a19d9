import { TandemError, type TableColumnType, type TableLayout } from "@tandem/core";
import { formatAddress } from "./address.ts";
import type { StorageCatalog } from "./catalog.ts";
import type { JsonSchema, StorageDefinition } from "./definition.ts";

const SCHEMAS: Readonly<Record<TableColumnType, JsonSchema>> = {
  number: { type: "number" },
  integer: { type: "integer" },
  string: { type: "string" },
  boolean: { type: "boolean" },
  timestamp: { type: "string", format: "date-time" },
  json: {},
};

/**
 * Makes a table known that was made by its technology alone, and the columns that it has gained since. Of several
 * processes that do so at once one does it.
 * @throws TandemError `storage/bad-address`, `storage/unknown-technology`, `storage/unsupported`
 */
export async function adoptTable(
  catalog: StorageCatalog,
  address: string,
  { key, columns }: TableLayout,
  description: string,
): Promise<void> {
  const properties = Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, SCHEMAS[type]]));
  const required = Object.keys(columns).filter((name) => columns[name]!.required ?? key.includes(name));
  const known = await definitionAt(catalog, address);
  const write = known
    ? () => widen(catalog, known, properties)
    : () => catalog.create(address, { schema: { type: "object", properties, required }, key, description });
  await write().catch((error: unknown) => {
    if (!TandemError.is(error, "storage/exists") && !TandemError.is(error, "store/exists")) throw error;
  });
}

async function definitionAt(catalog: StorageCatalog, address: string): Promise<StorageDefinition | undefined> {
  return catalog.describe(address).catch((error: unknown) => {
    if (TandemError.is(error, "storage/not-found")) return undefined;
    throw error;
  });
}

async function widen(catalog: StorageCatalog, { address, schema }: StorageDefinition, columns: JsonSchema) {
  const held = (schema?.["properties"] ?? {}) as JsonSchema;
  if (Object.keys(columns).every((column) => Object.hasOwn(held, column))) return;
  await catalog.evolve(formatAddress(address), { schema: { ...schema, properties: { ...columns, ...held } } });
}
