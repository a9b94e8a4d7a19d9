import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { SqliteConnections, sqliteTechnology } from "@tandem/storage-sqlite";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tandem-sqlite-close-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a file that was closed", () => {
  it("is whole alone: its log of changes is empty", async () => {
    const [file, copy] = [join(folder, "rows.db"), join(folder, "copy.db")];
    const technology = sqliteTechnology(file);
    const rows = await technology.table!({ name: "rows", key: ["id"], columns: { id: { type: "string" } } });
    await rows.upsert([{ id: "a" }, { id: "b" }]);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    await technology.close?.();
    expect(existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0).toBe(0);
    copyFileSync(file, copy);
    const again = sqliteTechnology(copy);
    const copied = await again.table!({ name: "rows", key: ["id"], columns: { id: { type: "string" } } });
    const held = [];
    for await (const row of copied.select()) held.push(row);
    expect(held).toEqual([{ id: "a" }, { id: "b" }]);
    await again.close?.();
  });

  it("keeps its log where another still reads it, without waiting for that one", () => {
    const file = join(folder, "read.db");
    const connections = new SqliteConnections(file);
    connections.use((database) => database.exec("create table rows (id text); insert into rows values ('a')"));
    const reader = new DatabaseSync(file);
    reader.exec("begin; select * from rows");
    connections.use((database) => database.exec("insert into rows values ('b')"));
    connections.close();
    reader.exec("commit");
    expect(reader.prepare("select id from rows order by id").all()).toEqual([{ id: "a" }, { id: "b" }]);
    reader.close();
  });
});
