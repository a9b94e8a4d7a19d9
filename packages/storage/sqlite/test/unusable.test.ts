import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tandem-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a row and a key, each of which meets the file. */
async function used(file: string): Promise<void> {
  const technology = sqliteTechnology(file);
  try {
    const rows = await technology.table!({ name: "rows", key: ["id"], columns: { id: { type: "string" } } });
    await rows.upsert([{ id: "a" }]);
    await (await technology.kv!("keys")).put("a", 1);
  } finally {
    await technology.close?.();
  }
}

describe("a file that SQLite cannot use is named, with what to do", () => {
  it("where it is no database", async () => {
    const file = join(folder, "notes.txt");
    writeFileSync(file, "so long ".repeat(2000));
    await expect(used(file)).rejects.toMatchObject({
      code: "sqlite/unusable",
      message: `${file} cannot be used: it is no SQLite database; give another path, or restore the file from a backup`,
      details: { sqlite: "SQLITE_NOTADB" },
    });
  });

  it("where it is a folder", async () => {
    const file = join(folder, "taken");
    mkdirSync(file);
    await expect(used(file)).rejects.toMatchObject({ code: "sqlite/unusable", details: { sqlite: "SQLITE_CANTOPEN" } });
  });

  it("where a part of it is lost", async () => {
    const file = join(folder, "short.db");
    const database = new DatabaseSync(file);
    database.exec(
      "create table rows (id text primary key, text); insert into rows values ('a', hex(randomblob(20000)))",
    );
    database.close();
    truncateSync(file, 4096);
    await expect(used(file)).rejects.toMatchObject({
      code: "sqlite/unusable",
      details: { sqlite: "SQLITE_CORRUPT" },
    });
  });
});
