import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { badInputSuite } from "./bad-input-suite.ts";
import { changesSuite } from "./changes-suite.ts";
import { registrySuite } from "./suite.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

registrySuite("SQLite", () => ({ sqlite: join(folder, "registry.db") }));
changesSuite("SQLite", () => ({ sqlite: join(folder, "registry.db") }));
badInputSuite("SQLite", () => ({ sqlite: join(folder, "registry.db") }));
