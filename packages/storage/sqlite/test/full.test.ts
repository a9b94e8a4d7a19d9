import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteConnections, sqliteDialect } from "@tandem/storage-sqlite";
import { Kysely } from "kysely";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tandem-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("says that the disk is full, though SQLite ends the transaction itself, and goes on once there is room", async () => {
  const file = join(folder, "full.db");
  const connections = new SqliteConnections(file);
  const db = new Kysely<{ notes: { text: string } }>({ dialect: sqliteDialect(connections) });
  const room = (pages: number) => connections.use((database) => database.exec(`pragma max_page_count = ${pages}`));
  const write = (rows: number) =>
    db.transaction().execute(async (transaction) => {
      for (let row = 0; row < rows; row++)
        await transaction
          .insertInto("notes")
          .values({ text: "x".repeat(1_000) })
          .execute();
    });
  await db.schema.createTable("notes").addColumn("text", "text").execute();
  await write(1);
  room(1); // as few as there are
  await expect(write(100)).rejects.toMatchObject({
    code: "sqlite/unusable",
    message: `${file} cannot be used: no space is left on the disk`,
    details: { sqlite: "SQLITE_FULL" },
  });
  expect(await db.selectFrom("notes").selectAll().execute()).toHaveLength(1);
  room(10_000);
  await write(100);
  expect(await db.selectFrom("notes").selectAll().execute()).toHaveLength(101);
  await db.destroy();
});
