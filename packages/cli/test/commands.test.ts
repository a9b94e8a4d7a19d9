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
