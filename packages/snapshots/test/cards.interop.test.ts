import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore, utf8Bytes } from "@tandem/core";
import { checkout, Snapshots, writeCards, type TakeOptions } from "@tandem/snapshots";
import { afterAll, describe, expect, it } from "vitest";

const python = process.env["TANDEM_PYTHON"];
if (!python)
  throw new Error("set TANDEM_PYTHON to a Python with mlcroissant and frictionless (tests/peers/requirements.txt)");

const work = mkdtempSync(join(tmpdir(), "tandem-cards-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const schema = {
  type: "object",
  properties: {
    id: { type: "string" },
    age: { anyOf: [{ type: "integer" }, { type: "null" }] },
    score: { type: "number" },
    sure: { type: "boolean" },
    at: { type: "string", format: "date-time" },
    plan: { enum: ["basic", "pro"] },
  },
  required: ["id"],
} satisfies TakeOptions["schema"];
const csv =
  "id,age,score,sure,at,plan\na,41,0.5,true,2026-01-02T03:04:05Z,basic\nb,,-1e-3,false,2026-01-03T03:04:05Z,pro\n";
const card = {
  description: "Customers of a shop",
  license: "CC-BY-4.0",
  url: "https://example.org/customers",
  citation: "Shop (2026): Customers",
  creator: "Shop",
};

async function written(name: string, given: typeof card | object): Promise<string> {
  const snapshots = new Snapshots(memoryStore());
  const body = async function* () {
    yield utf8Bytes(csv);
  };
  const { snapshot } = await snapshots.take("customers", [{ path: "customers.csv", body: body() }], {
    schema,
    rows: 2,
  });
  const folder = join(work, name);
  await checkout(snapshots, snapshot, folder);
  await writeCards(snapshots, snapshot, folder, given);
  return folder;
}

const run = (program: string, ...args: string[]) =>
  execFileSync(python, ["-c", program, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

describe("dataset cards", () => {
  it("are read by mlcroissant without an error, and its rows are ours", async () => {
    const program = `
import sys, json, mlcroissant as mlc
dataset = mlc.Dataset(jsonld=sys.argv[1] + "/croissant.json")
issues = dataset.metadata.ctx.issues
rows = [{k.split("/")[-1]: (v.decode() if isinstance(v, bytes) else str(v)) for k, v in row.items()} for row in dataset.records(dataset.metadata.record_sets[0].uuid)]
print(json.dumps({"errors": list(issues.errors), "warnings": list(issues.warnings), "rows": rows}))`;
    const found = JSON.parse(
      run(program, await written("croissant", card))
        .trim()
        .split("\n")
        .at(-1)!,
    ) as { errors: string[]; warnings: string[]; rows: Record<string, string>[] };
    expect(found.errors).toEqual([]);
    expect(found.warnings).toEqual([]);
    expect(found.rows.map(({ id, score, plan }) => [id, Number(score), plan])).toEqual([
      ["a", 0.5, "basic"],
      ["b", -0.001, "pro"],
    ]);
  });

  it.each(["with all that can be said", "with nothing said"])(
    "are valid data packages to frictionless, %s",
    async (how) => {
      const program = `
import sys, os, json
from frictionless import Package
os.chdir(sys.argv[1])
report = Package("datapackage.json").validate()
print(json.dumps({"valid": report.valid, "errors": report.flatten(["type", "message"]), "rows": report.tasks[0].stats.get("rows")}))`;
      const folder = await written(how.replaceAll(" ", "-"), how.includes("nothing") ? {} : card);
      expect(JSON.parse(run(program, folder))).toEqual({ valid: true, errors: [], rows: 2 });
    },
  );
});
