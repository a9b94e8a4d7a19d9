import type { Json, TableColumnType } from "@tandem/core";
import type { RawBuilder } from "kysely";

/** Where SQL databases differ in what a table storage needs. */
export interface SqlFlavour {
  readonly name: string;
  readonly columnType: Readonly<Record<TableColumnType, string>>;
  /** A JSON value as what the driver binds for a column of that type. */
  toSql(value: Json, type: TableColumnType): unknown;
  /** What the driver gave for a column of that type, as JSON. */
  fromSql(value: unknown, type: TableColumnType): Json;
  /** Whether a column is one of values, of which there may be any number: they are one parameter. */
  isOneOf(column: RawBuilder<unknown>, values: readonly unknown[], type: TableColumnType): RawBuilder<boolean>;
  startsWith(column: RawBuilder<unknown>, prefix: string): RawBuilder<boolean>;
  /** Whether an error says that a key is there already. */
  isDuplicate(error: unknown): boolean;
  /** Most parameters of one statement. */
  readonly maxParameters: number;
}
