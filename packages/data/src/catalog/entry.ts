import type { Mode } from "../source.ts";
import type { TableField, TableSchema } from "../schema/table-schema.ts";

/** A schema exported by a module: a path from the catalog's folder, or a package. */
export interface SchemaReference {
  readonly module: string;
  readonly export: string;
}
export interface LabelEntry {
  readonly column: string;
  readonly schema: SchemaReference | Omit<TableField, "name">;
}

/** A named source. Any text in it may hold `${env:NAME}`, which is read when the source is opened. */
export interface SourceEntry {
  readonly kind: SourceKind;
  /** A path from the catalog's folder, or a database's URL; not needed by a DuckDB that keeps nothing. */
  readonly location?: string;
  readonly description?: string;
  /** A reference, or a Table Schema's fields. */
  readonly schema: SchemaReference | TableSchema;
  readonly id?: string | { readonly from: "row" };
  readonly label?: LabelEntry;
  readonly weight?: string;
  readonly group?: string;
  readonly mode?: Mode;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly encoding?: string;
  readonly missing?: readonly string[];
  readonly header?: readonly string[];
  readonly at?: string;
  readonly query?: string;
  readonly queryFile?: string;
  readonly parameters?: Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;
}

/** The document: what `openCatalog` reads and `saveCatalog` writes. */
export interface CatalogDocument {
  readonly version: 1;
  readonly sources: Readonly<Record<string, SourceEntry>>;
}

export const SOURCE_KINDS = ["csv", "ndjson", "json", "parquet", "sqlite", "postgres", "duckdb"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

const COMMON = ["kind", "location", "description", "schema", "id", "label", "weight", "group", "mode"];
const SQL = ["query", "queryFile", "parameters"];

/** The keys that an entry of each kind may have. */
export const KEYS: Readonly<Record<SourceKind, readonly string[]>> = {
  csv: [...COMMON, "delimiter", "quote", "encoding", "missing", "header"],
  ndjson: COMMON,
  json: [...COMMON, "at"],
  parquet: COMMON,
  sqlite: [...COMMON, ...SQL],
  postgres: [...COMMON, ...SQL],
  duckdb: [...COMMON, ...SQL],
};

export const isSql = (kind: SourceKind) => KEYS[kind].includes("query");
