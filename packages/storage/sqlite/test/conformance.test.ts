import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { testArtifactStore, testKeyValueStore, testSearchStore, testTableStore } from "@tandem/testkit";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tandem-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const fresh = () => sqliteTechnology(join(folder, `${files++}.db`));
let shared = fresh();
const { capabilities } = shared;

let blobs = "";
testArtifactStore(
  "sqlite",
  () => {
    blobs = join(folder, `${files++}.db`);
    return sqliteTechnology(blobs).blob!("a");
  },
  {
    async corrupt(_store, key, how) {
      const database = new DatabaseSync(blobs);
      const { object, body } = database
        .prepare(`select object, body from blob_a_chunks where object = (select object from blob_a where key = ?)`)
        .get(key) as { object: number; body: Uint8Array };
      const damaged = how === "truncate" ? body.slice(0, -1) : body.map((byte, at) => (at === 0 ? byte ^ 1 : byte));
      database.prepare("update blob_a_chunks set body = ? where object = ?").run(damaged, object);
      database.close();
    },
  },
);
testKeyValueStore("sqlite", () => fresh().kv!("a"), { capabilities: capabilities.kv! });
testTableStore("sqlite", (layout, empty) => {
  if (empty) shared = fresh();
  return shared.table!(layout);
});
testSearchStore("sqlite", (layout) => fresh().search!(layout), { capabilities: capabilities.search! });
