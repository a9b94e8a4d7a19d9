import { TandemError } from "@tandem/core";
import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";

/** Statements that are kept ready for each connection; the ones used longest ago go first. */
const MOST_STATEMENTS = 200;
const prepared = new WeakMap<DatabaseSyncInstance, Map<string, Prepared>>();

interface Prepared {
  readonly statement: StatementSyncInstance;
  /** Asked once: it takes longer than running a small statement does. */
  readonly givesRows: boolean;
}

export function preparedIn(database: DatabaseSyncInstance, text: string): Prepared {
  let statements = prepared.get(database);
  if (!statements) prepared.set(database, (statements = new Map<string, Prepared>()));
  const held = statements.get(text) ?? prepare(database, text);
  statements.delete(text);
  statements.set(text, held);
  if (statements.size > MOST_STATEMENTS) statements.delete(statements.keys().next().value!);
  return held;
}

/** Lets go of what is kept ready for a connection. */
export function forgetPrepared(database: DatabaseSyncInstance): void {
  prepared.get(database)?.clear();
  prepared.delete(database);
}

function prepare(database: DatabaseSyncInstance, text: string): Prepared {
  const statement = database.prepare(text);
  return { statement, givesRows: statement.columns().length > 0 };
}

type Bindable = null | number | bigint | string | Uint8Array;

/**
 * Values as the driver keeps them whole. Booleans are 0 and 1. Positive numbers below 2^-52 are bound as text, which a
 * column of numbers turns back exactly: the driver takes them for 0 (its 1.2.1 rounds before it looks).
 * @throws TandemError `storage/unsupported` for what SQLite or the driver would keep as something else
 */
export function bindable(parameters: readonly unknown[]): Bindable[] {
  return parameters.map((value) => {
    if (value === undefined || value === null) return null;
    switch (typeof value) {
      case "number":
        if (Number.isNaN(value)) throw unsupported("hold NaN as a number; give null for a missing one");
        return value > 0 && value < Number.EPSILON ? String(value) : value;
      case "string":
        if (value.includes("\0")) throw unsupported("hold a text with a NUL character");
        return value;
      case "boolean":
        return value ? 1 : 0;
      case "bigint":
        return value;
      default:
        if (value instanceof Uint8Array) return value;
        throw unsupported(`hold ${Object.prototype.toString.call(value)} in a column`);
    }
  });
}

export function unsupported(what: string): TandemError {
  return new TandemError("storage/unsupported", { technology: "sqlite", what });
}
