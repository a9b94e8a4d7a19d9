import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { describe, expect, it } from "vitest";
import { CONFIG, newProject, points } from "./fixtures/project.ts";

const json = (text: string) => JSON.parse(text) as Record<string, never>;
const config = (more: string) => CONFIG.replace("source: points }", `source: points, ${more} }`);
const author = { TANDEM_AUTHOR: "ada" };

describe("tandem train and the registry", () => {
  const project = newProject();
  const run = async (...args: string[]) => project.tandem(args, { env: author });
  const read = async (...args: string[]) => {
    const ended = await run(...args, "--json");
    expect(ended.code, ended.stderr).toBe(0);
    return json(ended.stdout) as unknown as Record<string, unknown>;
  };

  it("registers what it trains, with its run, its data and a snapshot", async () => {
    expect(await read("versions", "sides")).toEqual({ model: "sides", versions: [] });
    expect(existsSync(join(project.folder, ".tandem/registry.db"))).toBe(false);
    await read("train", "sides", "--seed", "3", "--parameter", "depth=2", "--tag", "team=a", "year=2026");
    const second = await read("train", "sides", "--seed", "4");
    expect(second).toMatchObject({ model: "sides", number: 2 });
    expect(await read("versions", "sides")).toMatchObject({
      versions: [
        { number: 2, author: "ada" },
        { number: 1, tags: { team: "a", year: "2026" }, store: "local" },
      ],
    });
    const { runs } = (await read("runs", "sides")) as { runs: Record<string, unknown>[] };
    expect(runs).toMatchObject([{ status: "finished" }, { parameters: { seed: "3", depth: "2" } }]);
    expect(await read("runs", "--where", "parameter.depth=2")).toMatchObject({
      runs: [{ parameters: { depth: "2" } }],
    });
    const lineage = await read("lineage", "sides@1");
    expect(lineage).toMatchObject({
      version: { number: 1 },
      record: { seed: 3, context: { source: "points", snapshot: { dataset: "points" } } },
      parents: [{ kind: "data", parent: expect.stringMatching(/^points@[0-9a-f]{16}$/) as string }],
    });
  });

  it("promotes, predicts by alias, remembers the predictions and rolls back", async () => {
    for (const alias of ["dev", "preprod"])
      expect(await read("promote", "sides@1", "--why", "first")).toMatchObject({ alias });
    expect(await read("promote", "sides@1", "--to", "champion")).toMatchObject({ decision: "promoted", author: "ada" });
    expect(await read("promote", "sides@2", "--to", "champion", "--why", "fresher")).toMatchObject({ champion: 1 });
    const predicted = await run("predict", "sides@champion", "--out", "p.csv");
    expect(predicted.stderr).toContain("Using sides@2");
    expect((await run("predict", "sides@preprod", "--quiet")).stdout.split("\n")).toHaveLength(62);
    expect(await read("lineage", "sides@2")).toMatchObject({
      predictions: [{ rows: 60, source: "points", sink: "p.csv" }],
    });
    const registry = new DatabaseSync(join(project.folder, ".tandem/registry.db"));
    registry.exec("create trigger held before insert on predictions begin select raise(abort, 'no notes today'); end");
    const unnoted = await run("predict", "sides@champion", "--out", "unnoted.csv");
    expect(unnoted).toMatchObject({ code: 0, stdout: expect.stringContaining("Wrote 60 predictions") as string });
    expect(unnoted.stderr).toContain("warning: the lineage of sides does not list these predictions: no notes today\n");
    registry.exec("drop trigger held");
    registry.close();
    expect(await read("rollback", "sides@champion", "--why", "noise")).toMatchObject({ from: 2, to: 1 });
    expect((await run("predict", "sides")).stderr).toContain(
      "; its champion is sides@1: tandem predict sides@champion\n",
    );
    const { history } = (await read("history", "sides@champion")) as { history: Record<string, unknown>[] };
    expect(history).toMatchObject([
      { to: 1, promotion: { decision: "promoted" } },
      { from: 1, to: 2, why: "fresher", promotion: { champion: 1 } },
      { from: 2, to: 1, why: "noise", promotion: null },
    ]);
    const between = new Date(history[1]!["at"] as number).toISOString();
    expect(await read("history", "sides@champion", "--at", between)).toMatchObject({ number: 2 });
    expect(await read("history", "sides@champion", "--at", "2020-01-01")).toMatchObject({ number: null });
  });

  it("compares, and prints tables", async () => {
    expect(await read("compare", "sides@1", "sides@champion")).toMatchObject({
      versions: [{ number: 1 }, { number: 1 }],
    });
    for (const args of [
      ["runs"],
      ["versions", "sides"],
      ["compare", "sides@1", "sides@2"],
      ["history", "sides"],
      ["lineage", "sides@2"],
    ]) {
      const { code, stdout, stderr } = await run(...args);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^.*\n-+/);
    }
  });

  it("reproduces a version, also when the file has changed since, and says when it cannot", async () => {
    expect(await read("reproduce", "sides@1")).toMatchObject({ reproduced: true });
    const before = readFileSync(join(project.folder, "data/points.csv"), "utf8");
    project.write("data/points.csv", points(80));
    expect(await read("reproduce", "sides@2")).toMatchObject({ reproduced: true });
    await read("train", "sides", "--no-snapshot");
    project.write("data/points.csv", before);
    const ended = await run("reproduce", "sides@3");
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("was not reproduced: data, artifact") as string,
    });
    expect(ended.stdout).toContain("no snapshot was taken");
  });

  it("collects versions that nothing needs", async () => {
    await read("train", "sides", "--seed", "9");
    expect(await read("gc", "--keep", "0", "--dry-run")).toMatchObject({
      dryRun: true,
      removed: [{ number: 3 }, { number: 4 }],
    });
    expect(await read("gc", "--keep", "1")).toMatchObject({ removed: [{ number: 3 }] });
    expect(readdirSync(join(project.folder, "store/models/sides"))).toHaveLength(3);
    expect((await run("predict", "sides@3")).code).toBe(2);
    expect((await run("predict", "sides@champion", "--quiet")).code).toBe(0);
  });

  it.each([
    [["versions", "nope"], 2, 'there is no model "nope"'],
    [["lineage", "sides"], 2, '"sides" names no version'],
    [["lineage", "sides@77"], 2, "sides has no version 77"],
    [["history", "sides@nobody"], 2, 'sides has no alias "nobody"; it has: champion, dev'],
    [["promote", "sides@nobody"], 2, 'sides has no alias "nobody"'],
    [["promote", "sides@1", "--to", "prod", "--override", " "], 2, "only with a reason"],
    [["promote", "sides@1", "--held-out", "nope"], 2, 'there is no source "nope"'],
    [["promote", "sides@1", "--held-out", "points"], 2, "sides has no gates; declare them"],
    [["train", "sides", "--tag", "a"], 2, '--tag is "a" but must be name=value'],
    [["rollback", "sides"], 2, '"sides" but must be an alias of a model, like sides@champion'],
    [["rollback", "sides@1"], 2, '"sides@1" but must be an alias of a model, like sides@champion'],
    [["history", "sides", "--at", "yesterday"], 2, "--at"],
    [["runs", "--where", "metric.auc>good"], 2, "--where"],
    [["runs", "--sort", "auc"], 2, "--sort"],
    [["train", "sides", "--snapshot", "abcd"], 2, 'points has no snapshot or tag "abcd"'],
  ] as const)("says what is wrong with %j", async (args, code, message) => {
    expect(await run(...args)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) as string });
  });
});

describe("tandem promote with gates", () => {
  const project = newProject(config("holdOut: 0.4, gates: [{ metric: logLoss, margin: 0 }]"));
  project.write("data/points.csv", points(300));

  it("compares on what no version was trained on, and keeps the reason of an override", async () => {
    for (const seed of ["1", "1"])
      expect(await project.tandem(["train", "sides", "--seed", seed, "--quiet"])).toMatchObject({ code: 0 });
    expect(await project.tandem(["promote", "sides@1", "--to", "champion"])).toMatchObject({ code: 0 });
    const refused = await project.tandem(["promote", "sides@2", "--to", "champion"]);
    expect(refused).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/FAILED {2}metric logLoss: .*[^]*sides@2 does not become champion/) as string,
    });
    const passed = await project.tandem([
      "promote",
      "sides@2",
      "--to",
      "champion",
      "--override",
      "same, but documented",
      "--json",
    ]);
    expect(json(passed.stdout)).toMatchObject({
      decision: "overridden",
      override: "same, but documented",
      heldOut: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect((await project.tandem(["history", "sides"])).stdout).toContain("overridden");
  });

  it("has nothing to compare on for versions that saw everything", async () => {
    const whole = newProject(config("gates: [{ metric: logLoss }]"));
    for (const seed of ["1", "2"]) await whole.tandem(["train", "sides", "--seed", seed]);
    await whole.tandem(["promote", "sides@1", "--to", "champion"]);
    expect(await whole.tandem(["promote", "sides@2", "--to", "champion"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("was trained on all samples of its source; set models.sides.holdOut") as string,
    });
    whole.write("data/later.csv", points(80)); // the first 60 are those that it was trained on
    whole.write(
      "tandem.yaml",
      config("gates: [{ metric: logLoss, margin: -5 }]").replace(
        "sources:",
        "sources:\n  later: { kind: csv, location: data/later.csv, label: side }",
      ),
    );
    const promote = (source: string) => whole.tandem(["promote", "sides@2", "--to", "champion", "--held-out", source]);
    expect(await promote("points")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("points has no sample but such as sides@2 or sides@1 was trained on") as string,
    });
    expect(await promote("later")).toMatchObject({
      code: 0,
      stdout: "sides@champion is sides@2 now (was sides@1)\n",
      stderr: expect.stringContaining("warning: 60 of 80 samples of later are left out") as string,
    });
    expect(await promote("later")).toMatchObject({
      code: 0,
      stdout: "sides@champion is sides@2 already\n",
      stderr: expect.stringContaining("metric logLoss: it is champion itself") as string,
    });
  });
});
