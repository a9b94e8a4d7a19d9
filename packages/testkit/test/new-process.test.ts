import { labeledSamplesOf, type LabeledSample, type ModelPackage } from "@tandem/core";
import { modelChecks, testModelPackage, type ModelCheckName } from "@tandem/testkit";
import { expect, it } from "vitest";
import { builtModule } from "../src/process/new-process.ts";

type Line = ModelPackage<{ x: number }, number, { label: number }>;
const fixtures = new URL("./fixtures/importable.mjs", import.meta.url).href;
const { sound, elsewhere, sticky } = (await import(fixtures)) as Record<"sound" | "elsewhere" | "sticky", Line>;
const samples: readonly LabeledSample<{ x: number }, number>[] = Array.from({ length: 20 }, (_, row) => ({
  id: `r${row}`,
  data: { x: row },
  label: row * 2 + (row % 3),
}));

testModelPackage(sound, samples);

const only = (pkg: Line, name: ModelCheckName, module?: string) =>
  modelChecks(pkg, labeledSamplesOf(samples), module === undefined ? {} : { module }).find(
    (check) => check.name === name,
  )!;

it("finds a codec whose artifact says nothing outside the process that made it", async () => {
  await expect(only(elsewhere, "predicts the same after save and load").run()).resolves.toBeUndefined();
  await expect(only(elsewhere, "predicts the same in a new process").run()).rejects.toMatchObject({
    code: "check/failed",
  });
});

it("finds a model that keeps what it learned first", async () => {
  await sticky.train(labeledSamplesOf(samples.slice(5)));
  await expect(only(sticky, "gives equal artifacts for equal seeds").run()).resolves.toBeUndefined();
  await expect(only(sticky, "trains alike in a new process").run()).rejects.toMatchObject({ code: "check/failed" });
});

it("says why a package cannot be imported", async () => {
  const missing = only(
    sound,
    "predicts the same in a new process",
    new URL("./fixtures/absent.mjs", import.meta.url).href,
  );
  await expect(missing.run()).rejects.toThrow(/absent\.mjs does not exist: build the package first/);
  const other = only({ ...sound, name: "other", train: sound.train }, "trains alike in a new process", fixtures);
  await expect(other.run()).rejects.toThrow(/exports no model package called "other"/);
});

it("imports what was built of a source module", () => {
  expect(builtModule("file:///a/src/models/b/src/deep/index.ts")).toBe("file:///a/src/models/b/dist/deep/index.js");
  expect(builtModule("file:///a/b/dist/index.js")).toBe("file:///a/b/dist/index.js");
});
