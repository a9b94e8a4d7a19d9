import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { beforeAll, describe, expect, it } from "vitest";
import { CONFIG, newProject, points } from "./fixtures/project.ts";

const bin = fileURLToPath(new URL("../bin/tandem.js", import.meta.url));
const ROWS = 20_000;
const KILLS = 8;
const project = newProject(`${CONFIG}technologies:\n  sqlite: { file: tables.db }\n`);
const predict = (...args: string[]) => ["predict", "sides", "--quiet", "--batch-rows", "250", ...args];

/** Starts `tandem` and kills it once the journal has grown by so many bytes; the exit code where it was faster. */
function killed(args: readonly string[], journal: string, growth: number): Promise<number | null> {
  const before = sizeOf(journal);
  return new Promise((done, fail) => {
    const env = { ...process.env, SIDES_DELAY: "5" }; // slow enough to be killed in the midst on any machine
    const child = spawn(process.execPath, [bin, ...args], { cwd: project.folder, env, stdio: "ignore" });
    const look = setInterval(() => {
      if (sizeOf(journal) >= before + growth) child.kill("SIGKILL");
    }, 1);
    child.on("error", fail);
    child.on("close", (code) => {
      clearInterval(look);
      done(code);
    });
  });
}
function sizeOf(file: string): number {
  return existsSync(file) ? readFileSync(file).length : 0;
}

/** Kills the command again and again at random points, then lets it end. */
async function throughKills(args: readonly string[], journal: string): Promise<number> {
  let kills = 0;
  for (let attempt = 0; attempt < KILLS; attempt++) {
    const code = await killed(args, journal, 1 + Math.random() * 2_500);
    if (code === 0) return kills;
    expect(code).toBe(null);
    kills++;
  }
  expect(await project.tandem(args)).toMatchObject({ code: 0 });
  return kills;
}

describe("tandem predict killed by kill -9 at random points", () => {
  let expected = "";
  beforeAll(async () => {
    project.write("data/points.csv", points(ROWS));
    expect(await project.tandem(["train", "sides", "--quiet"])).toMatchObject({ code: 0 });
    expect(await project.tandem(predict("--out", "whole.csv"))).toMatchObject({ code: 0 });
    expected = readFileSync(join(project.folder, "whole.csv"), "utf8");
    expect(expected.trimEnd().split("\n")).toHaveLength(ROWS + 1);
  });

  it("writes the same file as a run that nothing disturbed", async () => {
    const kills = await throughKills(predict("--out", "p.csv"), join(project.folder, "p.csv.journal"));
    expect(kills).toBeGreaterThan(2);
    expect(readFileSync(join(project.folder, "p.csv"), "utf8")).toBe(expected);
    expect(readdirSync(project.folder).filter((file) => file.startsWith("p.csv"))).toEqual(["p.csv"]);
  });

  it("has each sample once in a table", async () => {
    const journal = join(project.folder, ".tandem/predictions/dev-sides-sqlite-answers.journal");
    const kills = await throughKills(predict("--table", "sqlite/table/answers"), journal);
    expect(kills).toBeGreaterThan(2);
    const technology = sqliteTechnology(join(project.folder, "tables.db"));
    const columns = { id: { type: "string" }, label: { type: "string" }, probability: { type: "number" } } as const;
    const table = await technology.table!({ name: "answers", key: ["id"], columns });
    const rows = new Map<unknown, string>();
    for await (const { id, label, probability } of table.select()) rows.set(id, [id, label, probability].join());
    await technology.close();
    const lines = expected.trimEnd().split("\n").slice(1);
    expect(rows.size).toBe(ROWS);
    for (const line of lines) {
      const start = line.split(",").slice(0, 3).join();
      if (rows.get(line.split(",")[0]) !== start) expect(rows.get(line.split(",")[0])).toBe(start);
    }
  });

  it("says what differs where the command is another", async () => {
    expect(await killed(predict("--out", "q.csv"), join(project.folder, "q.csv.journal"), 1_200)).toBe(null);
    const other = await project.tandem(predict("--out", "q.csv", "--format", "ndjson"));
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('format was "csv" and is now') as string });
    const again = await project.tandem(predict("--out", "q.csv", "--json"));
    expect(JSON.parse(again.stdout)).toMatchObject({ samples: ROWS, resumed: expect.any(Number) as number });
    expect((JSON.parse(again.stdout) as { resumed: number }).resumed).toBeGreaterThan(0);
    expect(readFileSync(join(project.folder, "q.csv"), "utf8")).toBe(expected);
  });
});
