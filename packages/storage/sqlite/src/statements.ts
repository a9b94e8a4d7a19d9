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

function prepare(database: DatabaseSyncInstance, text: string): Prepared {
  const statement = database.prepare(text);
  return { statement, givesRows: statement.columns().length > 0 };
}

/** SQLite would store NULL for what it does not know; here that is an error, and booleans are 0 and 1. */
export function bindable(parameters: readonly unknown[]): (null | number | bigint | string | Uint8Array)[] {
  return parameters.map((value) => {
    if (value === undefined || value === null) return null;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (typeof value === "number" && Number.isNaN(value))
      throw new TypeError("SQLite cannot hold NaN; bind null for a missing number");
    if (
      typeof value === "string" ||
      typeof value === "number" ||
      typeof value === "bigint" ||
      value instanceof Uint8Array
    )
      return value;
    throw new TypeError(`SQLite cannot bind ${Object.prototype.toString.call(value)}`);
  });
}
