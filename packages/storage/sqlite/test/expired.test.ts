import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteConnections, sqliteTechnology } from "@tandem/storage-sqlite";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tandem-expired-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("lets go of what has expired, so that short lives do not fill the file", async () => {
  const file = join(folder, "kv.db");
  const before = sqliteTechnology(file);
  const store = await before.kv!("sessions");
  for (const key of ["a", "b"]) await store.put(key, key, { ttl: 0.001 });
  await store.put("c", "c");
  await expect.poll(async () => store.getMany(["a", "b"])).toEqual([undefined, undefined]);
  await before.close();

  const after = sqliteTechnology(file);
  await (await after.kv!("sessions")).put("d", "d", { ttl: 60 });
  await after.close();
  const raw = new SqliteConnections(file);
  expect(raw.read("select key from kv_sessions order by key", [])).toEqual([{ key: "c" }, { key: "d" }]);
  raw.close();
});
