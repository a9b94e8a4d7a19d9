import { afterAll, beforeAll, expect, it } from "vitest";
import { asking, type Body } from "./support/asking.ts";
import { serving, type Serving } from "./support/serving.ts";

let server: Serving;
const ask = asking(() => server);
beforeAll(async () => void (server = await serving()));
afterAll(() => server.close());

const create = async (fields: object = {}): Promise<Body> =>
  (await ask("POST", "logged-models", { experiment_id: "0", ...fields })).body["model"]!["info"]!;

it("keeps parameters, tags, status and the metrics that runs logged for it", async () => {
  const params = [{ key: "C", value: "1" }];
  const info = await create({ name: "mine", model_type: "sklearn", source_run_id: "r", params });
  const id = info["model_id"]!;
  expect(info).toMatchObject({ name: "mine", status: "LOGGED_MODEL_PENDING", experiment_id: "0", source_run_id: "r" });
  await ask("PATCH", `logged-models/${id}`, { status: "LOGGED_MODEL_READY" });
  await ask("PATCH", `logged-models/${id}/tags`, {
    tags: [
      { key: "a", value: "1" },
      { key: "b/c", value: "2" },
    ],
  });
  await ask("DELETE", `logged-models/${id}/tags/${encodeURIComponent("b/c")}`);
  await ask("POST", `logged-models/${id}/params`, { params: [{ key: "D", value: "2" }] });
  const run = await ask("POST", "runs/create", {});
  const { run_id } = run.body["run"]!["info"]!;
  const metric = { run_id, model_id: id, key: "auc", dataset_name: "test" };
  await ask("POST", "runs/log-metric", { ...metric, value: 0.5, step: 1, timestamp: 1 });
  await ask("POST", "runs/log-metric", { ...metric, value: 0.4, step: 0, timestamp: 9 });
  await ask("POST", "runs/log-batch", { run_id, metrics: [{ ...metric, key: "odd", value: "NaN", timestamp: 2 }] });
  const { model } = (await ask("GET", `logged-models/${id}`)).body;
  expect(model!["info"]).toMatchObject({ status: "LOGGED_MODEL_READY", tags: [{ key: "a", value: "1" }] });
  expect(model!["data"]).toEqual({
    params: [
      { key: "C", value: "1" },
      { key: "D", value: "2" },
    ],
    metrics: [
      { key: "auc", value: 0.5, step: 1, timestamp: 1, run_id, model_id: id, dataset_name: "test" },
      { key: "odd", value: "NaN", step: 0, timestamp: 2, run_id, model_id: id, dataset_name: "test" },
    ],
  });
});

it("is searched, ordered, paged and deleted", async () => {
  const { experiment_id } = (await ask("POST", "experiments/create", { name: "search" })).body;
  const { run_id } = (await ask("POST", "runs/create", {})).body["run"]!["info"]!;
  for (const [name, value] of [
    ["a", 0.2],
    ["b", 0.9],
    ["c", 0.5],
  ] as const) {
    const { model_id } = await create({ experiment_id, name });
    await ask("POST", "runs/log-metric", { run_id, model_id, key: "auc", value, timestamp: 1 });
  }
  const search = async (fields: object) =>
    (await ask("POST", "logged-models/search", { experiment_ids: [experiment_id], ...fields })).body;
  const names = (body: Body) => body["models"]!.map((model) => model["info"]!["name"]);
  const order_by = [{ field_name: "metrics.auc", ascending: false }];
  expect(names(await search({ order_by }))).toEqual(["b", "c", "a"]);
  expect(names(await search({ filter: "metrics.auc > 0.4 AND name != 'b'" }))).toEqual(["c"]);
  const first = await search({ order_by, max_results: 2 });
  expect(names(await search({ order_by, max_results: 2, page_token: first["next_page_token"] }))).toEqual(["a"]);
  const id = first["models"]![0]!["info"]!["model_id"]!;
  await ask("DELETE", `logged-models/${id}`);
  expect(names(await search({ order_by }))).toEqual(["c", "a"]);
  expect((await ask("GET", `logged-models/${id}`)).status).toBe(404);
  expect((await ask("GET", `logged-models/${id}`, { allow_deleted: "true" })).status).toBe(200);
  expect((await ask("GET", "logged-models/m-nothing")).body).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST" });
  expect((await search({ filter: "colour = 'red'" }))["error_code"]).toBe("INVALID_PARAMETER_VALUE");
});
