import { join } from "node:path";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { describe, expect, it } from "vitest";
import { newProject } from "./fixtures/project.ts";

describe("tandem predict --kv", () => {
  const project = newProject();
  const predict = (...args: string[]) => project.tandem(["predict", "sides", ...args]);

  it("keeps each prediction under its sample's id, in a storage of the catalog that it makes", async () => {
    expect(await project.tandem(["train", "sides", "--quiet"])).toMatchObject({ code: 0 });
    for (const attempt of ["the storage is made", "values are replaced"])
      expect((await predict("--kv", "sqlite/kv/answers")).stdout, attempt).toBe(
        "Wrote 60 predictions to sqlite/kv/answers\n",
      );
    const technology = sqliteTechnology(join(project.folder, ".tandem/storage.db"));
    const values = await technology.kv!("answers");
    const found = await values.getMany(["p0", "p59", "nobody"]);
    await technology.close();
    const { version } = found[0] as { version: string };
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    expect(found).toMatchObject([
      { label: "low", version },
      { probabilities: [{}, {}].map(() => expect.any(Number) as number), version },
      undefined,
    ]);
    const listed = await project.tandem(["storage", "list", "--json"]);
    expect(listed.stdout).toContain("what sides predicts, by sample");
    expect(JSON.parse((await predict("--kv", "sqlite/kv/answers", "--json")).stdout)).toMatchObject({
      samples: 60,
      kv: "sqlite/kv/answers",
    });
  });

  it("makes a table of predictions known to the catalog", async () => {
    for (const attempt of ["the table is made", "rows are replaced"])
      expect(await predict("--table", "sqlite/table/rows"), attempt).toMatchObject({ code: 0 });
    const { stdout } = await project.tandem(["storage", "describe", "sqlite/table/rows", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      revision: 1,
      key: ["id"],
      schema: { properties: { id: { type: "string" }, label: { type: "string" }, version: { type: "string" } } },
    });
  });

  it.each([
    [["--kv", "sqlite/table/answers"], "go into a key-value storage: sqlite/kv/name"],
    [["--kv", "sqlite/kv/answers", "--out", "p.csv"], "must be given without --out"],
    [["--table", "sqlite/table/answers", "--kv", "sqlite/kv/answers"], "must be given without --table"],
    [["--kv", "nobody/kv/answers"], "nobody"],
  ])("refuses %j", async (args, message) => {
    expect(await predict(...args)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(message) as string,
    });
  });

  it("holds predictions against the schema of a storage that is there", async () => {
    const schema = JSON.stringify({ type: "object", properties: { label: { type: "number" } }, required: ["label"] });
    expect(await project.tandem(["storage", "create", "sqlite/kv/numbers", "--schema", schema])).toMatchObject({
      code: 0,
    });
    expect(await predict("--kv", "sqlite/kv/numbers")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("label") as string,
    });
  });
});
