import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";

const READONLY = 8;

/**
 * A connection that only reads, where `error` says that nothing may be made beside the file, as readers of a file in WAL
 * mode must. SQLite then takes it for one that nobody changes, which holds while there is no log of changes beside it;
 * so such a connection is for one use. Undefined where that is not so.
 */
export function openUnchanging(file: string, error: unknown): DatabaseSyncInstance | undefined {
  const { sqliteCode = 0 } = (error ?? {}) as { readonly sqliteCode?: number };
  if ((sqliteCode & 0xff) !== READONLY) return undefined;
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return undefined;
  return new DatabaseSync(`${pathToFileURL(file).href}?immutable=1`, { readOnly: true });
}
