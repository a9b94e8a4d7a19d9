import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testKeyValueStore, testSearchStore, testTableStore } from "@tandem/testkit";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tandem-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const fresh = () => sqliteTechnology(join(folder, `${files++}.db`));
let shared = fresh();
const { capabilities } = shared;

testKeyValueStore("sqlite", () => fresh().kv!("a"), { capabilities: capabilities.kv! });
testTableStore("sqlite", (layout, empty) => {
  if (empty) shared = fresh();
  return shared.table!(layout);
});
testSearchStore("sqlite", (layout) => fresh().search!(layout), { capabilities: capabilities.search! });
