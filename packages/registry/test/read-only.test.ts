import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { Registry } from "@tandem/registry";
import { afterEach, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tandem-read-only-"));
const NOBODY = 65_534;
const isRoot = process.geteuid?.() === 0;

afterEach(() => {
  if (isRoot) process.seteuid!(0);
  chmodSync(join(folder, "copy"), 0o777);
  rmSync(folder, { recursive: true, force: true });
});

/** The place of a registry with one version, which this process may read and not write. */
async function readable(mayFillFolder: boolean): Promise<{ readonly sqlite: string }> {
  mkdirSync(join(folder, "copy"), { recursive: true });
  const [written, sqlite] = [join(folder, "registry.db"), join(folder, "copy/registry.db")];
  const registry = await Registry.open({ sqlite: written });
  await registry.versions.register({ model: "churn", artifact: "a".repeat(64), store: "local", author: "ada" });
  await registry.aliases.set("churn", "champion", 1, { author: "ada", why: "first" });
  await registry.close();
  const database = new DatabaseSync(written);
  database.exec("pragma wal_checkpoint(truncate)");
  database.close();
  copyFileSync(written, sqlite);
  chmodSync(sqlite, 0o444);
  chmodSync(folder, 0o755);
  chmodSync(join(folder, "copy"), mayFillFolder ? 0o777 : 0o555);
  if (isRoot) process.seteuid!(NOBODY);
  return { sqlite };
}

describe.skipIf(process.platform === "win32")("a registry in a file that may only be read", () => {
  it.each([
    ["with its folder", false],
    ["in a folder that may be written", true],
  ])("%s is read, and says so where it should be written", async (_, mayFillFolder) => {
    const registry = await Registry.open(await readable(mayFillFolder));
    expect(await registry.versions.resolve("churn@champion")).toMatchObject({ number: 1 });
    expect(await registry.aliases.history("churn", "champion")).toMatchObject([{ to: 1, why: "first" }]);
    const made = { model: "churn", number: 1, rows: 1, source: "points", sink: "p.csv" };
    await expect(registry.lineage.recordPredictions(made)).rejects.toMatchObject({
      code: "sqlite/unusable",
      message: expect.stringContaining("this process may only read it") as string,
    });
    await registry.close();
  });
});
