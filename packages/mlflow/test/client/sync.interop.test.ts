import { memoryStore, TandemError } from "@tandem/core";
import { pullFromMlflow, pushToMlflow } from "@tandem/mlflow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMlflow, type MlflowProcess } from "../support/mlflow-server.ts";
import { startClient, type Client } from "../support/python.ts";
import { serving, type Serving } from "../support/serving.ts";

const reason = { author: "ada", why: "better" };

let theirs: MlflowProcess;
let client: Client;
let server: Serving;
beforeAll(async () => {
  theirs = await startMlflow();
  client = startClient(theirs.url);
  server = await serving({ listen: true });
});
afterAll(async () => {
  await client.stop();
  await theirs.stop();
  await server.close();
});

describe("a real MLflow server", () => {
  it("takes runs, versions, aliases and artifacts, once however often they are pushed", async () => {
    const { registry } = server;
    const store = memoryStore();
    await store.put("models/churn/aaaa/manifest.json", new TextEncoder().encode("{}"));
    await store.put("models/churn/aaaa/blobs/w", new Uint8Array([1, 2, 3]));
    const { id } = await registry.runs.start({
      experiment: "pushed",
      name: "one",
      author: "ada",
      started: 1_700_000_000_000,
      record: { seed: 3 },
      tags: { team: "a" },
    });
    await registry.runs.log(id, {
      parameters: { C: 1 },
      metrics: [
        ...Array.from({ length: 1_500 }, (_, step) => ({
          key: "loss",
          value: 1 / (step + 1),
          step,
          time: 1_000 + step,
        })),
        { key: "odd", value: NaN, step: 0, time: 5 },
        { key: "odd", value: -Infinity, step: 1, time: 6 },
      ],
    });
    await registry.runs.finish(id, "finished", 1_700_000_100_000);
    await registry.versions.register({
      model: "churn",
      artifact: "aaaa",
      store: "fs/blob/models",
      run: id,
      tags: { k: "v" },
    });
    await registry.versions.register({
      model: "churn",
      artifact: "bbbb",
      store: "fs/blob/models",
      description: "second",
    });
    await registry.aliases.set("churn", "champion", 1, reason);

    const once = { runs: { there: 1, made: 1 }, versions: { there: 2, made: 2 } };
    expect(await pushToMlflow(registry, theirs.url, { artifacts: store })).toEqual(once);
    const facts = await client.call("pushed_facts");
    expect(facts).toEqual({
      runs: [
        {
          name: "one",
          status: "FINISHED",
          times: [1_700_000_000_000, 1_700_000_100_000],
          params: { C: "1" },
          loss: 1 / 1_500,
          length: 1_500,
          odd: ["nan", "-1.7976931348623157e+308"],
          tags: { team: "a", "tandem.run": id, "tandem.record": '{"seed":3}', "mlflow.user": "ada" },
        },
      ],
      versions: [
        ["1", "", true, { k: "v", "tandem.version": "1", "tandem.artifact": "aaaa" }],
        ["2", "second", false, { "tandem.version": "2", "tandem.artifact": "bbbb" }],
      ],
      aliases: { champion: "1" },
      files: ["blobs/w", "manifest.json"],
    });

    await registry.aliases.set("churn", "champion", 2, reason);
    await registry.runs.log(
      id,
      { metrics: [{ key: "loss", value: 0, step: 1_500, time: 9_000 }], parameters: { D: 2 } },
      { late: true },
    );
    const again = await pushToMlflow(registry, theirs.url, { artifacts: store });
    expect(again).toEqual({ runs: { there: 1, made: 0 }, versions: { there: 2, made: 0 } });
    const later = await client.call<{ readonly runs: readonly unknown[] }>("pushed_facts");
    expect(later.runs).toMatchObject([
      { params: { C: "1", D: "2" }, loss: 0, length: 1_501, odd: ["nan", "-1.7976931348623157e+308"] },
    ]);
    expect(later).toMatchObject({ aliases: { champion: "2" } });
    expect(await pullFromMlflow(registry, theirs.url)).toEqual({
      runs: { there: 1, made: 0 },
      versions: { there: 2, made: 0 },
      skipped: [],
    });
    expect((await registry.versions.list("churn")).length).toBe(2);
  });

  it("pushes one run or one version where told so", async () => {
    const { registry } = server;
    const { id } = await registry.runs.start({ experiment: "alone" });
    await registry.versions.register({ model: "alone", artifact: "cccc", store: "s", run: id });
    await registry.versions.register({ model: "alone", artifact: "dddd", store: "s" });
    const none = { there: 0, made: 0 };
    expect(await pushToMlflow(registry, theirs.url, { runs: [id] })).toEqual({
      runs: { there: 1, made: 1 },
      versions: none,
    });
    expect(await pushToMlflow(registry, theirs.url, { versions: ["alone@2"] })).toEqual({
      runs: none,
      versions: { there: 1, made: 1 },
    });
    expect(await pushToMlflow(registry, theirs.url, { versions: ["alone@1"] })).toEqual({
      runs: { there: 1, made: 0 },
      versions: { there: 1, made: 1 },
    });
  });

  it("gives its runs, versions, aliases and files, which its client then finds here", async () => {
    const { registry, artifacts } = server;
    const made = await client.call<{ readonly run: string; readonly predictions: readonly number[] }>("train_there");
    const options = { experiments: ["there"], models: ["theirs"], artifacts };
    expect(await pullFromMlflow(registry, theirs.url, options)).toEqual({
      runs: { there: 1, made: 1 },
      versions: { there: 1, made: 1 },
      skipped: [{ what: "alias deadbeef of theirs", why: expect.stringContaining("digest") as string }],
    });
    expect(await registry.runs.get(made.run)).toMatchObject({
      experiment: "there",
      status: "finished",
      parameters: { depth: "3" },
      metrics: { loss: 0.25, odd: NaN },
      tags: { kind: "tree" },
    });
    expect((await registry.runs.history(made.run, "loss")).map(({ step, value }) => [step, value])).toEqual([
      [0, 1],
      [1, 0.5],
      [2, 0.25],
    ]);
    expect(await registry.versions.resolve("theirs@champion")).toMatchObject({
      run: made.run,
      tags: { "mlflow.version": "1" },
    });

    const again = await pullFromMlflow(registry, theirs.url, options);
    expect(again).toMatchObject({ runs: { there: 1, made: 0 }, versions: { there: 1, made: 0 } });
    expect((await registry.runs.history(made.run, "loss")).length).toBe(3);
    expect((await pushToMlflow(registry, theirs.url, { versions: ["theirs@1"] })).versions.made).toBe(0);

    expect(await client.call("predict_at", server.url, "models:/theirs@champion")).toEqual(made.predictions);
  });

  it("is told from what is none", async () => {
    const { registry } = server;
    await expect(pushToMlflow(registry, "http://127.0.0.1:9")).rejects.toSatisfy((e) =>
      TandemError.is(e, "mlflow/unreachable"),
    );
    await expect(pushToMlflow(registry, theirs.url, { runs: ["nothing"] })).rejects.toSatisfy((e) =>
      TandemError.is(e, "registry/no-such-run"),
    );
    const long = await registry.runs.start({ experiment: "refused" });
    await registry.runs.logParameters(long.id, { "not*allowed?": 1 });
    await expect(pushToMlflow(registry, theirs.url, { runs: [long.id] })).rejects.toSatisfy((e) =>
      TandemError.is(e, "mlflow/refused"),
    );
  });
});
