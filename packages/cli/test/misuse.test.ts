import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newProject, points } from "./fixtures/project.ts";

const json = (text: string) => JSON.parse(text) as Record<string, never>;

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

  it.each([["train"], ["crossvalidate"], ["predict"], ["predict", "--out", "p.csv"]])(
    "%s says so too",
    async (...words) => {
      const project = newProject();
      const yaml = readFileSync(join(project.folder, "tandem.yaml"), "utf8");
      project.write("tandem.yaml", yaml.replace("kind: csv,", "kind: csv, mode: drop-invalid,"));
      if (words[0] === "predict") await project.tandem(["train", "sides"]);
      project.write("data/points.csv", points(30).replace("p1,", "p1,x"));
      const { code, stderr } = await project.tandem([words[0]!, "sides", ...words.slice(1)]);
      expect(code).toBe(0);
      expect(stderr).toContain("warning: the source left out 1 row that does not meet the schema");
    },
  );

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
