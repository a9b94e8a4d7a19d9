import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, type Body } from "./support/asking.ts";
import { serving, type Serving } from "./support/serving.ts";

let server: Serving;
const ask = asking(() => server);
beforeAll(async () => void (server = await serving()));
afterAll(() => server.close());

const experiment = async (name: string) => (await ask("POST", "experiments/create", { name })).body["experiment_id"]!;
const start = async (fields: object = {}): Promise<string> =>
  (await ask("POST", "runs/create", fields)).body["run"]!["info"]!["run_id"]!;
const read = async (run_id: string): Promise<Body> => (await ask("GET", "runs/get", { run_id })).body["run"]!;

describe("runs", () => {
  it("keep what was logged, also numbers that JSON lacks", async () => {
    const run_id = await start({ run_name: "one", start_time: "1000", tags: [{ key: "mlflow.user", value: "ada" }] });
    const metrics = [
      { key: "loss", value: 2, timestamp: 10, step: 0 },
      { key: "loss", value: 1, timestamp: "11", step: "1" },
      { key: "odd", value: "NaN", timestamp: 1 },
      { key: "far", value: "-Infinity", timestamp: 1 },
    ];
    const params = [{ key: "C", value: "1" }];
    const tags = [
      { key: "a b", value: "ü" },
      { key: "mlflow.runName", value: "two" },
    ];
    expect((await ask("POST", "runs/log-batch", { run_id, metrics, params, tags })).body).toEqual({});
    await ask("POST", "runs/log-metric", { run_uuid: run_id, key: "loss", value: 5, timestamp: 5, step: 0 });
    await ask("POST", "runs/log-parameter", { run_id, key: "D", value: "x" });
    await ask("POST", "runs/set-tag", { run_id, key: "gone", value: "1" });
    await ask("POST", "runs/delete-tag", { run_id, key: "gone" });
    const update = await ask("POST", "runs/update", { run_id, status: "FINISHED", end_time: 2000 });
    expect(update.body["run_info"]).toMatchObject({ status: "FINISHED", end_time: 2000 });
    const { info, data } = await read(run_id);
    expect(info).toMatchObject({ run_name: "two", user_id: "ada", start_time: 1000, experiment_id: "0" });
    expect(info!["artifact_uri"]).toBe(`mlflow-artifacts:/0/${run_id}/artifacts`);
    expect(data!["params"]).toEqual([
      { key: "C", value: "1" },
      { key: "D", value: "x" },
    ]);
    expect(data!["tags"]).toContainEqual({ key: "a b", value: "ü" });
    expect(data!["metrics"]).toContainEqual({ key: "loss", value: 1, timestamp: 11, step: 1 });
    expect(data!["metrics"]).toContainEqual({ key: "odd", value: "NaN", timestamp: 1, step: 0 });
    expect(data!["metrics"]).toContainEqual({ key: "far", value: "-Infinity", timestamp: 1, step: 0 });
  });

  it("give the history of a metric page by page", async () => {
    const run_id = await start();
    const metrics = Array.from({ length: 25 }, (_, step) => ({ key: "m", value: step / 2, timestamp: step, step }));
    await ask("POST", "runs/log-batch", { run_id, metrics });
    const values: number[] = [];
    for (let page_token = ""; ;) {
      const fields = { run_id, metric_key: "m", max_results: 10, ...(page_token ? { page_token } : {}) };
      const { body } = await ask("GET", "metrics/get-history", fields);
      values.push(...body["metrics"]!.map(({ value }) => value as number));
      page_token = body["next_page_token"] ?? "";
      if (!page_token) break;
    }
    expect(values).toEqual(metrics.map(({ value }) => value));
    expect((await ask("GET", "metrics/get-history", { run_id, metric_key: "none" })).body["metrics"]).toEqual([]);
  });

  it("keep the data they read and the models they made", async () => {
    const run_id = await start();
    const dataset = { dataset: { name: "d", digest: "abc", source_type: "local", source: "x.csv" } };
    await ask("POST", "runs/log-inputs", { run_id, datasets: [dataset] });
    await ask("POST", "runs/log-inputs", { run_id, datasets: [dataset] });
    await ask("POST", "runs/outputs", { run_id, models: [{ model_id: "m-1", step: 2 }] });
    await ask("POST", "runs/log-model", { run_id, model_json: '{"artifact_path":"model"}' });
    const run = await read(run_id);
    expect(run["inputs"]).toMatchObject({ dataset_inputs: [dataset, dataset] });
    expect(run["outputs"]).toMatchObject({ model_outputs: [{ model_id: "m-1", step: 2 }] });
    const history = { key: "mlflow.log-model.history", value: '[{"artifact_path":"model"}]' };
    expect(run["data"]!["tags"]).toContainEqual(history);
  });

  it("are deleted, restored and take nothing while deleted", async () => {
    const run_id = await start();
    await ask("POST", "runs/delete", { run_id });
    expect((await read(run_id))["info"]!["lifecycle_stage"]).toBe("deleted");
    expect(await ask("POST", "runs/log-parameter", { run_id, key: "a", value: "b" })).toMatchObject({
      status: 400,
      body: { error_code: "INVALID_PARAMETER_VALUE" },
    });
    await ask("POST", "runs/restore", { run_id });
    expect((await ask("POST", "runs/log-parameter", { run_id, key: "a", value: "b" })).status).toBe(200);
  });

  it("log all of a batch or nothing", async () => {
    const run_id = await start();
    await ask("POST", "runs/log-parameter", { run_id, key: "C", value: "1" });
    const metrics = [{ key: "m", value: 1, timestamp: 1 }];
    for (const params of [
      [{ key: "C", value: "2" }],
      [
        { key: "D", value: "1" },
        { key: "D", value: "2" },
      ],
    ])
      expect((await ask("POST", "runs/log-batch", { run_id, metrics, params })).status).toBe(400);
    expect((await read(run_id))["data"]).toMatchObject({ metrics: [], params: [{ key: "C", value: "1" }] });
  });

  it("are searched over several experiments", async () => {
    const [a, b] = [await experiment("search-a"), await experiment("search-b")];
    for (const [experiment_id, auc] of [
      [a, 0.7],
      [b, 0.9],
      [b, undefined],
    ] as const) {
      const run_id = await start({ experiment_id, run_name: `auc ${String(auc)}` });
      if (auc !== undefined) await ask("POST", "runs/log-metric", { run_id, key: "auc", value: auc, timestamp: 1 });
    }
    const found = async (fields: object) =>
      (await ask("POST", "runs/search", { experiment_ids: [a, b], ...fields })).body["runs"]!.map(
        (run) => run["info"]!["run_name"],
      );
    expect(await found({ order_by: ["metrics.auc DESC"] })).toEqual(["auc 0.9", "auc 0.7", "auc undefined"]);
    expect(await found({ filter: "metric.auc > 0.8" })).toEqual(["auc 0.9"]);
    expect(await found({ filter: "attributes.status = 'RUNNING'", max_results: 2, order_by: ["run_name"] })).toEqual([
      "auc 0.7",
      "auc 0.9",
    ]);
    expect(await found({ experiment_ids: [] })).toEqual([]);
    expect(await found({ experiment_ids: ["99999"] })).toEqual([]);
  });

  it.each([
    ["GET", "runs/get", {}, 400],
    ["GET", "runs/get", { run_id: "f".repeat(32) }, 404],
    ["POST", "runs/create", { experiment_id: "99999" }, 404],
    ["POST", "runs/create", { start_time: "soon" }, 400],
    ["POST", "runs/create", { start_time: 1.5 }, 400],
    ["POST", "runs/create", { run_name: { nested: 1 } }, 400],
    ["POST", "runs/log-metric", { run_id: "RUN", value: 1, timestamp: 1 }, 400],
    ["POST", "runs/log-metric", { run_id: "RUN", key: "m", value: "much", timestamp: 1 }, 400],
    ["POST", "runs/log-metric", { run_id: "RUN", key: "m", timestamp: 1 }, 400],
    ["POST", "runs/log-metric", { run_id: "RUN", key: "m", value: 1, timestamp: "then" }, 400],
    ["POST", "runs/log-metric", { run_id: "f".repeat(32), key: "m", value: 1 }, 404],
    ["POST", "runs/log-batch", { run_id: "RUN", metrics: { key: "m" } }, 400],
    ["POST", "runs/log-batch", { run_id: "RUN", metrics: [null] }, 400],
    ["POST", "runs/log-batch", { run_id: "RUN", params: [{ key: "x", value: {} }] }, 400],
    ["POST", "runs/log-model", { run_id: "RUN", model_json: "{broken" }, 400],
    ["POST", "runs/update", { run_id: "RUN", status: "DONE" }, 400],
    ["POST", "runs/delete-tag", { run_id: "RUN", key: "never" }, 404],
    ["POST", "runs/search", { experiment_ids: ["0"], filter: "metrics.a = 1 OR metrics.b = 2" }, 400],
    ["POST", "runs/search", { experiment_ids: ["0"], order_by: ["metrics.a SIDEWAYS"] }, 400],
    ["POST", "runs/search", { experiment_ids: [{}] }, 400],
    ["GET", "metrics/get-history", { run_id: "RUN" }, 400],
    ["GET", "metrics/get-history", { run_id: "f".repeat(32), metric_key: "m" }, 404],
  ] as const)("%s %s %o is refused", async (method, path, fields, status) => {
    const run = "run_id" in fields && fields.run_id === "RUN" ? { run_id: await start() } : {};
    const answer = await ask(method, path, { ...fields, ...run });
    const error_code = status === 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE";
    expect(answer).toMatchObject({ status, body: { error_code } });
  });
});
