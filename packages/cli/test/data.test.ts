import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newProject, points } from "./fixtures/project.ts";

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe("tandem data", () => {
  const project = newProject();
  const shop = newProject();
  const file = join(project.folder, "data/points.csv");
  const read = async (...args: string[]) => {
    const ended = await project.tandem([...args, "--json"]);
    expect(ended.code, ended.stderr).toBe(0);
    return json(ended.stdout);
  };
  let first = "";

  it("takes a snapshot once for the same data", async () => {
    const taken = await read("data", "snapshot", "points", "--tag", "start", "--note", "as delivered");
    expect(taken).toMatchObject({ dataset: "points", isNew: true, rows: 60, tag: "start" });
    first = taken["id"] as string;
    expect(await read("data", "snapshot", "points")).toMatchObject({ id: first, isNew: false, addedBytes: 0 });
    expect(await read("data", "list")).toMatchObject({
      snapshots: [{ id: first, tags: ["start"], note: "as delivered" }],
    });
  });

  it("says which rows were added, removed and changed", async () => {
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    const changed = lines
      .filter((line) => !line.startsWith("p5,"))
      .map((line) => (line.startsWith("p7,") ? line.replace(/^p7,[^,]*/, "p7,9.5") : line));
    writeFileSync(file, [...changed, "new,0.25,,high", ""].join("\n"));
    const { id } = await read("data", "snapshot", "points");
    expect(await read("data", "diff", "points@start")).toMatchObject({
      before: first,
      after: id,
      added: ["new"],
      removed: ["p5"],
      changed: ["p7"],
      unchanged: 58,
      fields: [],
    });
    const { stdout } = await project.tandem(["data", "diff", "points@start", String(id)]);
    expect(stdout).toContain("1 row added, 1 removed, 1 changed, 58 as before\nadded: new\nremoved: p5\nchanged: p7\n");
  });

  it("trains from a snapshot and gives it back", async () => {
    const trained = await read("train", "sides", "--snapshot", "start");
    expect(trained).toMatchObject({ record: { data: { samples: 60 }, context: { snapshot: { id: first } } } });
    expect(await read("lineage", "sides@1")).toMatchObject({ parents: [{ kind: "data", parent: `points@${first}` }] });
    expect(await read("data", "checkout", "points@start", "old")).toMatchObject({ files: ["points.csv"] });
    expect(readFileSync(join(project.folder, "old/points.csv"), "utf8")).toBe(points(60));
    expect((await project.tandem(["data", "checkout", "points@start", "old"])).stderr).toContain("exists already");
  });

  it("is read as it was checked when it was taken, also where the source is strict by now", async () => {
    const lines = readFileSync(join(shop.folder, "data/points.csv"), "utf8").replace(/^p7,[^,]*/m, "p7,far");
    shop.write("data/points.csv", lines);
    const strict = readFileSync(join(shop.folder, "tandem.yaml"), "utf8");
    expect(await shop.tandem(["data", "snapshot", "points"])).toMatchObject({ code: 3 });
    shop.write("tandem.yaml", strict.replace("kind: csv,", "kind: csv, mode: drop-invalid,"));
    const taken = await shop.tandem(["data", "snapshot", "points", "--tag", "odd", "--json"]);
    expect(json(taken.stdout), taken.stderr).toMatchObject({ rows: 59 });
    shop.write("tandem.yaml", strict);
    const trained = await shop.tandem(["train", "sides", "--snapshot", "odd", "--json"]);
    expect(json(trained.stdout), trained.stderr).toMatchObject({ record: { data: { samples: 59 } } });
    await shop.tandem(["data", "checkout", "points@odd", "odd"]);
    expect(readFileSync(join(shop.folder, "odd/points.csv"), "utf8")).toBe(lines);
  });

  it("writes cards beside the files", async () => {
    await read("data", "card", "points@start", "old", "--license", "CC0-1.0", "--description", "Points");
    const card = (name: string) => json(readFileSync(join(project.folder, "old", name), "utf8"));
    expect(card("croissant.json")).toMatchObject({
      name: "points",
      description: "Points",
      license: "https://spdx.org/licenses/CC0-1.0.html",
    });
    expect(card("datapackage.json")).toMatchObject({ resources: [{ path: "points.csv", rows: 60 }] });
  });

  it("finds damage, and collects what nothing needs", async () => {
    expect(await read("data", "verify")).toMatchObject({ ok: true });
    expect(await read("data", "gc", "--keep", "0", "--dry-run")).toMatchObject({
      snapshots: [expect.stringMatching(/^points@/)],
    });
    const chunks = join(project.folder, ".tandem/storage/data/chunks");
    for (const entry of readdirSync(chunks, { recursive: true, withFileTypes: true }))
      if (entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name)) appendFileSync(join(entry.parentPath, entry.name), "x");
    const verified = await project.tandem(["data", "verify"]);
    expect(verified.code).toBe(1);
    expect(verified.stdout).toMatch(/FAILED {2}points@[0-9a-f]{16}: points\.csv: has a damaged chunk/);
  });

  it.each([
    [["snapshot", "nope"], 'there is no source "nope"'],
    [["checkout", "points@zzz", "x"], 'points has no snapshot or tag "zzz"'],
    [["tag", "points@start", "a/b"], '"a/b" is no name of a tag'],
  ] as const)("says what is wrong with data %j", async (args, message) => {
    expect(await project.tandem(["data", ...args])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});

describe("tandem data of a database", () => {
  it("keeps the rows of a query, and reproduces from them", async () => {
    const query = "select id, x, note, side from points order by id";
    const source = `{ kind: sqlite, location: rows.db, query: "${query}", label: side }`;
    const project = newProject(
      `models:\n  sides: { module: ${JSON.stringify(newProject.model)}, source: points }\nsources:\n  points: ${source}\nstores:\n  local: { technology: fs, folder: store }\n`,
    );
    const { DatabaseSync } = await import("@photostructure/sqlite");
    const database = new DatabaseSync(join(project.folder, "rows.db"));
    database.exec("create table points (id text, x real, note text, side text)");
    for (let row = 0; row < 40; row++)
      database
        .prepare("insert into points values (?, ?, ?, ?)")
        .run(`p${row}`, row / 7 - 3, null, row > 20 ? "high" : "low");
    const trained = await project.tandem(["train", "sides", "--json"]);
    expect(trained.code, trained.stderr).toBe(0);
    database.exec("delete from points where id = 'p3'");
    database.close();
    const again = await project.tandem(["reproduce", "sides@1", "--json"]);
    expect(again.code, again.stderr + again.stdout).toBe(0);
    expect(json(again.stdout)).toMatchObject({ reproduced: true });
  });
});
