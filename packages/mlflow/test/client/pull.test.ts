import { pullFromMlflow, pushToMlflow } from "@tandem/mlflow";
import { TandemError } from "@tandem/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serving, type Serving } from "../support/serving.ts";

let [there, here] = [] as unknown as [Serving, Serving];
beforeAll(async () => {
  [there, here] = [await serving({ listen: true }), await serving()];
  const { runs, versions, aliases } = there.registry;
  for (const experiment of ["one", "two", "other"]) {
    const { id } = await runs.start({ experiment, name: experiment });
    if (experiment === "other") continue;
    await versions.register({ model: "churn", artifact: experiment, store: "mlflow", source: "s3://x", run: id });
  }
  await versions.register({ model: "price", artifact: "p", store: "mlflow", source: "s3://y" });
  await aliases.set("churn", "champion", 1, { author: "ada", why: "first" });
});
afterAll(async () => {
  await there.close();
  await here.close();
});
const counts = (versions: readonly [number, number], runs: readonly [number, number]) => ({
  versions: { there: versions[0], made: versions[1] },
  runs: { there: runs[0], made: runs[1] },
});

describe("pullFromMlflow", () => {
  it("reads single versions with their runs, then whole models, then all", async () => {
    const pull = (options: object) => pullFromMlflow(here.registry, there.url, options);
    expect(await pull({ versions: ["churn@champion"] })).toMatchObject(counts([1, 1], [1, 1]));
    expect((await here.registry.versions.resolve("churn@champion")).artifact).toBe("s3://x");
    expect(await pull({ versions: ["churn@latest", "churn@1"] })).toMatchObject(counts([2, 1], [2, 1]));
    expect(await pull({ models: ["price"], versions: ["churn@2"] })).toMatchObject(counts([2, 1], [1, 0]));
    expect(await pull({ models: ["churn"], experiments: ["other"] })).toMatchObject(counts([2, 0], [1, 1]));
    expect(await pull({})).toMatchObject(counts([3, 0], [3, 0]));
  });

  it("names what the server does not have", async () => {
    const failing = (options: object) => pullFromMlflow(here.registry, there.url, options);
    await expect(failing({ models: ["churns"] })).rejects.toSatisfy((e) => TandemError.is(e, "mlflow/no-such-model"));
    await expect(failing({ versions: ["churn@9"] })).rejects.toThrow("no version churn@9; it has @1, @2, @champion");
    await expect(failing({ versions: ["churn@"] })).rejects.toThrow("no version churn@;");
  });
});

describe("pushToMlflow", () => {
  it("finds the files of a model that is called otherwise in its store", async () => {
    const { id } = await here.registry.runs.start({ experiment: "mine" });
    await here.registry.versions.register({ model: "mine", artifact: "aaaa", store: "s", run: id });
    await here.artifacts.put("models/team-mine/aaaa/manifest.json", new TextEncoder().encode("{}"));
    const options = { versions: ["mine@1"], artifacts: here.artifacts, names: { mine: "team-mine" } };
    expect(await pushToMlflow(here.registry, there.url, options)).toEqual(counts([1, 1], [1, 1]));
    const keys: string[] = [];
    for await (const key of there.artifacts.list("mlflow/")) keys.push(key);
    expect(keys).toEqual([expect.stringMatching(/tandem\/mine\/1\/manifest\.json$/) as string]);
  });
});
