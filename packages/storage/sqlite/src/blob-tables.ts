import { TandemError } from "@tandem/core";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";
import { preparedIn } from "./statements.ts";

/** An object that is whole. */
export interface Stored {
  readonly object: number;
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly modified: number;
}

/** Milliseconds after which an object that nobody adds to any more is that of a killed writer. */
const ABANDONED = 24 * 3_600_000;

/** The statements of one storage's two tables, each run on the connection it is given. */
export function objectsIn(name: string) {
  const [objects, chunks] = [`"blob_${name}"`, `"blob_${name}_chunks"`];
  const ask = (database: DatabaseSyncInstance, text: string) =>
    preparedIn(database, text.replaceAll("$objects", objects).replaceAll("$chunks", chunks)).statement;
  const drop = (database: DatabaseSyncInstance, object: number) => {
    ask(database, "delete from $chunks where object = ?").run(object);
    ask(database, "delete from $objects where object = ?").run(object);
  };
  const find = (database: DatabaseSyncInstance, key: string) =>
    ask(database, "select object, key, bytes, sha256, modified from $objects where key = ?").get(key) as
      Stored | undefined;
  return {
    drop,
    find,
    make(database: DatabaseSyncInstance): void {
      database.exec(`
        create table if not exists ${objects} (object integer primary key autoincrement, key text unique, bytes integer not null,
          sha256 text not null, modified integer not null);
        create table if not exists ${chunks} (object integer not null, number integer not null, body blob not null,
          primary key (object, number));`);
    },
    /** Deletes what killed writers left. */
    sweep(database: DatabaseSyncInstance): void {
      const left = ask(database, "select object from $objects where key is null and modified < ?");
      for (const { object } of left.all(Date.now() - ABANDONED) as { readonly object: number }[])
        drop(database, object);
    },
    start(database: DatabaseSyncInstance): number {
      const added = ask(database, "insert into $objects (key, bytes, sha256, modified) values (null, 0, '', ?)");
      return Number(added.run(Date.now()).lastInsertRowid);
    },
    add(database: DatabaseSyncInstance, object: number, number: number, body: Uint8Array): void {
      ask(database, "insert into $chunks (object, number, body) values (?, ?, ?)").run(object, number, body);
      ask(database, "update $objects set modified = ? where object = ?").run(Date.now(), object);
    },
    /** Gives an object its key, in the place of the one that had it. @throws TandemError `store/exists` */
    publish(database: DatabaseSyncInstance, stored: Omit<Stored, "modified">, ifAbsent: boolean): void {
      const before = find(database, stored.key);
      if (before && ifAbsent) throw new TandemError("store/exists", { key: stored.key });
      if (before) drop(database, before.object);
      ask(database, "update $objects set key = ?, bytes = ?, sha256 = ?, modified = ? where object = ?").run(
        stored.key,
        stored.bytes,
        stored.sha256,
        Date.now(),
        stored.object,
      );
    },
    chunk(database: DatabaseSyncInstance, object: number, number: number): Uint8Array | undefined {
      const found = ask(database, "select body from $chunks where object = ? and number = ?").get(object, number);
      return (found as { readonly body: Uint8Array } | undefined)?.body;
    },
    keys(database: DatabaseSyncInstance, prefix: string, last: string): readonly string[] {
      const listed = ask(
        database,
        "select key from $objects where key > ? and key >= ? and substr(key, 1, length(?)) = ? order by key limit 1000",
      );
      return (listed.all(last, prefix, prefix, prefix) as { readonly key: string }[]).map(({ key }) => key);
    },
  };
}
