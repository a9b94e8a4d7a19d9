import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newProject, points } from "./fixtures/project.ts";

const json = (text: string) => JSON.parse(text) as Record<string, never>;

describe("tandem train, predict, show and models", () => {
  const project = newProject();
  it("train, save, predict and show a model by its name", async () => {
    const trained = await project.tandem([
      "train",
      "sides",
      "--seed",
      "3",
      "--parameter",
      "depth=2",
      "name=x",
      "--json",
    ]);
    expect(trained).toMatchObject({ code: 0 });
    const { version, record } = json(trained.stdout) as unknown as { version: string; record: Record<string, unknown> };
    expect(record).toMatchObject({
      model: "sides",
      seed: 3,
      parameters: { depth: 2, name: "x" },
      context: { source: "points", environment: "dev" },
    });
    expect(trained.stderr).toMatch(new RegExp(`^Training sides: version ${version}, .*\n$`));

    const predicted = await project.tandem(["predict", "sides"]);
    expect(predicted).toMatchObject({ code: 0 });
    expect(predicted.stderr).toContain(`Using version ${version}, the newest of sides`);
    const lines = predicted.stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("id,label,probability,probabilities.high,probabilities.low");
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(Array.from({ length: 60 }, (_, row) => `p${row}`));

    const shown = json((await project.tandem(["show", "sides", "--version", version, "--json"])).stdout);
    expect(shown).toMatchObject({ model: "sides", version, records: [record] });
    const listed = json((await project.tandem(["models", "--json"])).stdout);
    expect(listed).toMatchObject({
      environment: "dev",
      models: [
        { model: "sides", task: "classification", source: "points", store: "local", versions: 1, newest: version },
      ],
    });
    for (const args of [["show", "sides"], ["models"], ["show", "sides@1"], ["show", "sides", "--version", version]])
      expect((await project.tandem(args)).stdout).toContain(version);
  });

  it("predict for a file without labels, to a file, from any folder of the project", async () => {
    mkdirSync(join(project.folder, "deep/er"), { recursive: true });
    project.write("deep/fresh.csv", "id,x\na,1.5\nb,-1.5\n");
    const args = ["predict", "sides", "--input", "../fresh.csv", "--out", "out/p.ndjson"];
    const written = await project.tandem(args, { cwd: join(project.folder, "deep/er") });
    expect(written).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Wrote 2 predictions to out/p.ndjson") as string,
    });
    const rows = readFileSync(join(project.folder, "deep/er/out/p.ndjson"), "utf8").trimEnd().split("\n").map(json);
    expect(rows).toMatchObject([
      { id: "a", label: "high" },
      { id: "b", label: "low" },
    ]);
    expect(readdirSync(join(project.folder, "deep/er/out"))).toEqual(["p.ndjson"]);
    const asJson = json((await project.tandem([...args, "--json"], { cwd: join(project.folder, "deep/er") })).stdout);
    expect(asJson).toMatchObject({ model: "sides", samples: 2, out: join(project.folder, "deep/er/out/p.ndjson") });
  });

  it("predict for nothing: a CSV of the header alone, to standard output and to a file", async () => {
    project.write("none.csv", "id,x\n");
    const head = (await project.tandem(["predict", "sides", "--quiet"])).stdout.split("\n")[0]!;
    expect(head).toMatch(/^id,label,probability,/);
    expect(await project.tandem(["predict", "sides", "--quiet", "--input", "none.csv"])).toMatchObject({
      code: 0,
      stdout: `${head}\n`,
    });
    const args = ["predict", "sides", "--quiet", "--input", "none.csv", "--out"];
    expect(await project.tandem([...args, "none-out.csv"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(project.folder, "none-out.csv"), "utf8")).toBe(`${head}\n`);
    expect(await project.tandem([...args, "none.ndjson"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(project.folder, "none.ndjson"), "utf8")).toBe("");
  });

  it("warn of fields that no sample has, and say which column comes close", async () => {
    const misspelt = newProject();
    misspelt.write("data/points.csv", points(60).replace("note", "notes"));
    const absent = 'no sample has "note" (is "notes" meant?)';
    for (const command of ["train", "crossvalidate"])
      expect((await misspelt.tandem([command, "sides"])).stderr).toContain(
        `warning: ${absent}, which the schema of sides`,
      );
    expect(await misspelt.tandem(["train", "sides", "--quiet"])).toMatchObject({ code: 0, stderr: "" });
    const { stdout } = await misspelt.tandem(["check"]);
    expect(stdout).toContain("ok      store local: 1 version, and the newest loads\n");
    expect(stdout).toContain(`ok      source points: 60 samples meet the schema, but ${absent}\n`);
  });

  it("keep environments apart", async () => {
    expect(await project.tandem(["predict", "sides", "--env", "prod"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no version of sides has been saved") as string,
    });
    expect(await project.tandem(["train", "sides", "--quiet"], { env: { TANDEM_ENV: "prod" } })).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(readdirSync(join(project.folder, "store-of-prod/models"))).toEqual(["sides"]);
    expect(await project.tandem(["models", "--env", "nope"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no environment "nope"; it has dev, prod') as string,
    });
  });

  it("crossvalidate with a report", async () => {
    const { code, stdout, stderr } = await project.tandem([
      "crossvalidate",
      "sides",
      "--folds",
      "3",
      "--report",
      "r/cv.html",
      "--json",
    ]);
    expect(code, stderr).toBe(0);
    const result = json(stdout) as unknown as {
      folds: object[];
      summary: { rocAuc: { mean: number } };
      report: string;
    };
    expect(result.folds).toHaveLength(3);
    expect(result.summary.rocAuc.mean).toBe(1);
    expect(readFileSync(result.report, "utf8")).toContain("<svg");
    expect(json(readFileSync(join(project.folder, "r/cv.json"), "utf8"))).toMatchObject({ model: "sides" });
    expect((await project.tandem(["crossvalidate", "sides", "--threads", "2"])).stdout).toMatch(
      /rocAuc +1\.0000[^]*Report: \.tandem\/reports\/sides\/crossvalidation-/,
    );
  });

  it("check every row", async () => {
    const checked = await project.tandem(["check"]);
    expect(checked.stdout).toContain("60 samples meet the schema");
    expect(checked.code).toBe(0);
  });
});

describe("tandem where something is wrong", () => {
  it.each([
    ["an unknown model", ["train", "nope"], 2, 'there is no model "nope"; the models are sides'],
    [
      "an unknown source",
      ["train", "sides", "--source", "nope"],
      2,
      'there is no source "nope"; the sources are points',
    ],
    ["an unknown version", ["predict", "sides", "--version", "0123"], 2, "no version of sides has been saved"],
    ["a missing file", ["predict", "sides", "--input", "nope.csv", "--version", "0123"], 2, "no version of sides"],
    ["a seed that is no number", ["train", "sides", "--seed", "x"], 2, '--seed is "x" but must be a whole number'],
    ["a port that is none", ["serve", "--port", "70000"], 2, "must be a whole number from 0 to 65535"],
    [
      "too few folds",
      ["crossvalidate", "sides", "--folds", "1"],
      2,
      '--folds is "1" but must be a whole number of at least 2',
    ],
    ["an unknown command", ["fly"], 2, "unknown command 'fly'"],
    ["an unknown option", ["train", "sides", "--fly"], 2, "unknown option '--fly'"],
    ["no model", ["train"], 2, "missing required argument 'model'"],
    ["no config", ["models", "--config", "nope.yaml"], 2, "nope.yaml cannot be read"],
  ])("says %s in one message", async (_, args, code, message) => {
    const ended = await newProject().tandem(args);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toContain("    at ");
    expect(ended).toMatchObject({ code, stdout: "" });
  });

  it("says so where there is no project", async () => {
    const { folder, tandem } = newProject();
    expect(await tandem(["models"], { cwd: join(folder, "..") })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no tandem.yaml in") as string,
    });
  });

  it("names a missing file and a missing column", async () => {
    const project = newProject();
    await project.tandem(["train", "sides"]);
    const missing = await project.tandem(["predict", "sides", "--input", "nope.csv", "--out", "p.csv"]);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("nope.csv cannot be read") as string });
    project.write("wrong.csv", "id,y\na,1\n");
    const wrong = await project.tandem(["predict", "sides", "--input", "wrong.csv", "--out", "p.csv"]);
    expect(wrong).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('has no column "x", "note"; it has id, y') as string,
    });
    expect(readdirSync(project.folder).filter((file) => file.startsWith("p.csv"))).toEqual([]);
    const unknown = await project.tandem(["predict", "sides", "--version", "0123"]);
    expect(unknown).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/has no version 0123 in this store; it has [0-9a-f]{16}/) as string,
    });
  });

  it("does not write predictions under a name that promises another format, or over a folder", async () => {
    const project = newProject();
    await project.tandem(["train", "sides"]);
    expect(await project.tandem(["predict", "sides", "--out", "p.parquet"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--out is "p.parquet" but must be a .csv, .ndjson or .jsonl file') as string,
    });
    const folder = await project.tandem(["predict", "sides", "--out", "data"]);
    expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining("this is a folder") as string });
    expect(readdirSync(project.folder).filter((file) => /^(p\.|data\.)/.test(file))).toEqual([]);
    const asked = ["predict", "sides", "--out", "p.json", "--format", "ndjson"];
    expect(await project.tandem(asked)).toMatchObject({ code: 0 });
  });

  it("lists the rows that do not meet the schema, and checks on", async () => {
    const project = newProject();
    project.write("data/points.csv", points(3).replace("p1,", "p1,x"));
    expect(await project.tandem(["train", "sides"])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/points\.csv:3 "x"/) as string,
    });
    const { code, stdout } = await project.tandem(["check", "--json"]);
    expect(code).toBe(3);
    expect(json(stdout)).toMatchObject({
      ok: false,
      checks: [{ ok: true }, { ok: true }, { ok: true }, { ok: false, code: "data/invalid" }, { ok: true }],
    });
  });

  it("says how many rows a source leaves out that is told to drop them", async () => {
    const project = newProject();
    project.write("data/points.csv", points(3).replace("p1,", "p1,x"));
    const yaml = readFileSync(join(project.folder, "tandem.yaml"), "utf8");
    project.write("tandem.yaml", yaml.replace("kind: csv,", "kind: csv, mode: drop-invalid,"));
    const { code, stdout } = await project.tandem(["check"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/meet the schema; the source leaves out 1 row\n/);
  });

  it("checks that the newest version loads and the registry can be read", async () => {
    const project = newProject();
    const trained: { version?: string } = json((await project.tandem(["train", "sides", "--json"])).stdout);
    project.write(`store/models/sides/${trained.version}/manifest.json`, "{}");
    project.write(".tandem/registry.db", "no database ".repeat(2000));
    const { code, stdout } = await project.tandem(["check", "--json"]);
    expect(code).toBe(1);
    expect(json(stdout)).toMatchObject({
      checks: [
        { ok: true },
        { ok: true },
        { what: "store local", ok: false, code: "store/corrupt" },
        { what: "source points", ok: true },
        { what: "registry", ok: false, code: "sqlite/unusable" },
      ],
    });
  });

  it("gives errors as JSON with --json and stacks with --debug", async () => {
    const project = newProject();
    const { stderr } = await project.tandem(["train", "nope", "--json"]);
    expect(json(stderr)).toMatchObject({ error: { code: "app/unknown-model", details: { name: "nope" } } });
    expect((await project.tandem(["train", "nope", "--debug"])).stderr).toContain("    at ");
  });

  it("names a module that cannot be imported, and lists the other models", async () => {
    const project = newProject();
    project.write("empty.mjs", "export const nothing = 1;\n");
    project.write("tandem.yaml", "models:\n  gone: { module: '@nobody/nothing' }\n  empty: { module: ./empty.mjs }\n");
    const gone = await project.tandem(["show", "gone"]);
    expect(gone.code).toBe(2);
    expect(gone.stderr).toMatch(
      /model "gone": its module @nobody\/nothing cannot be imported: .+; check its name, .+\n$/,
    );
    expect(gone.stderr).not.toContain("Require stack");
    const checked = json((await project.tandem(["check", "gone", "--json"])).stdout) as unknown as { checks: object[] };
    expect(checked.checks).toMatchObject([{ ok: true }, { what: "model gone", ok: false }, { what: "registry" }]);
    const { code, stdout } = await project.tandem(["models"]);
    expect(code).toBe(0);
    expect(stdout).toContain("./empty.mjs exports no single model package (it exports nothing)");
  });
});

describe("tandem interrupted", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s while it trains leaves no version and says so", async (signal) => {
    const project = newProject();
    const env = { SIDES_DELAY: "20000" };
    const ended = await project.tandem(["train", "sides"], {
      env,
      onStderr: (text, kill) => text.includes("training has begun") && kill(signal),
    });
    expect(ended).toMatchObject({
      code: 130,
      stdout: "",
      stderr: expect.stringContaining(`training sides was aborted: interrupted by ${signal}`) as string,
    });
    expect(json((await project.tandem(["models", "--json"])).stdout)).toMatchObject({ models: [{ versions: 0 }] });
  });

  it("by kill -9 while it trains leaves nothing that the next run trips over", async () => {
    const project = newProject();
    const env = { SIDES_DELAY: "20000" };
    const ended = await project.tandem(["train", "sides"], {
      env,
      onStderr: (text, kill) => text.includes("training has begun") && kill("SIGKILL"),
    });
    expect(ended.code).toBe(null);
    expect(await project.tandem(["predict", "sides"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no version of sides has been saved") as string,
    });
    expect(await project.tandem(["train", "sides"])).toMatchObject({ code: 0 });
  });

  it("while it predicts keeps the file that was there", async () => {
    const project = newProject();
    await project.tandem(["train", "sides"]);
    project.write("p.csv", "what was there\n");
    project.write("data/points.csv", points(400_000));
    const ended = await project.tandem(["predict", "sides", "--out", "p.csv"], {
      onStderr: (text, kill) => text.includes("Using version") && kill("SIGINT"),
    });
    expect(ended.code).toBe(130);
    expect(readFileSync(join(project.folder, "p.csv"), "utf8")).toBe("what was there\n");
    expect(await project.tandem(["predict", "sides", "--out", "p.csv"])).toMatchObject({ code: 0 });
    expect(readFileSync(join(project.folder, "p.csv"), "utf8").trimEnd().split("\n")).toHaveLength(400_001);
    expect(readdirSync(project.folder).filter((file) => file.startsWith("p.csv"))).toEqual(["p.csv"]);
  });
});
