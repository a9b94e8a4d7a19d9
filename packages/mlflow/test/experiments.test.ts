import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking } from "./support/asking.ts";
import { serving, type Serving } from "./support/serving.ts";

let server: Serving;
const ask = asking(() => server);
beforeAll(async () => void (server = await serving()));
afterAll(() => server.close());

const named = async (filter: object) => {
  const { body } = await ask("POST", "experiments/search", filter);
  return (body["experiments"] ?? []).map(({ name }) => name);
};

describe("experiments", () => {
  it("are made, found, renamed, tagged, deleted and restored", async () => {
    const tags = [{ key: "team", value: "a" }];
    const { experiment_id } = (await ask("POST", "experiments/create", { name: "first", tags })).body;
    await ask("POST", "experiments/update", { experiment_id, new_name: "renamed" });
    await ask("POST", "experiments/set-experiment-tag", { experiment_id, key: "x", value: "1" });
    await ask("POST", "experiments/delete-experiment-tag", { experiment_id, key: "team" });
    const { experiment } = (await ask("GET", "experiments/get", { experiment_id })).body;
    expect(experiment).toMatchObject({
      name: "renamed",
      lifecycle_stage: "active",
      artifact_location: `mlflow-artifacts:/${String(experiment_id)}`,
      tags: [{ key: "x", value: "1" }],
    });
    const run = await ask("POST", "runs/create", { experiment_id });
    const { run_id } = run.body["run"]!["info"]!;
    await ask("POST", "experiments/delete", { experiment_id });
    expect((await ask("GET", "runs/get", { run_id })).body["run"]!["info"]!["lifecycle_stage"]).toBe("deleted");
    expect(await named({ view_type: "DELETED_ONLY" })).toEqual(["renamed"]);
    expect((await ask("POST", "runs/create", { experiment_id })).status).toBe(400);
    await ask("POST", "experiments/restore", { experiment_id });
    expect((await ask("GET", "runs/get", { run_id })).body["run"]!["info"]!["lifecycle_stage"]).toBe("active");
  });

  it("number 0 is the default one", async () => {
    expect((await ask("GET", "experiments/get", { experiment_id: "0" })).body["experiment"]).toMatchObject({
      experiment_id: "0",
      name: "Default",
    });
    expect((await ask("GET", "experiments/get-by-name", { experiment_name: "Default" })).status).toBe(200);
  });

  it("are searched by filter, order and page", async () => {
    for (const name of ["s-a", "s-b", "s-c"]) await ask("POST", "experiments/create", { name });
    expect(await named({ filter: "name LIKE 's-%'", order_by: ["name DESC"] })).toEqual(["s-c", "s-b", "s-a"]);
    expect(await named({ filter: "name ILIKE 'S-%' AND name != 's-b'", order_by: ["name"] })).toEqual(["s-a", "s-c"]);
    const first = await ask("POST", "experiments/search", { filter: "name LIKE 's-%'", max_results: 2 });
    expect(first.body["experiments"]!.map(({ name }) => name)).toEqual(["s-c", "s-b"]);
    const rest = { filter: "name LIKE 's-%'", max_results: 2, page_token: first.body["next_page_token"]! };
    const second = await ask("POST", "experiments/search", rest);
    expect(second.body).toMatchObject({ experiments: [{ name: "s-a" }] });
    expect(second.body["next_page_token"]).toBeUndefined();
  });

  it.each([
    ["POST", "experiments/create", {}, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "experiments/create", { name: "Default" }, 400, "RESOURCE_ALREADY_EXISTS"],
    ["POST", "experiments/create", { name: "x", tags: "no list" }, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "experiments/create", { name: "x", tags: [{ value: "no key" }] }, 400, "INVALID_PARAMETER_VALUE"],
    ["GET", "experiments/get", { experiment_id: "../etc" }, 400, "INVALID_PARAMETER_VALUE"],
    ["GET", "experiments/get", { experiment_id: "99999" }, 404, "RESOURCE_DOES_NOT_EXIST"],
    ["GET", "experiments/get-by-name", { experiment_name: "nobody" }, 404, "RESOURCE_DOES_NOT_EXIST"],
    ["POST", "experiments/search", { max_results: 0 }, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "experiments/search", { max_results: "many" }, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "experiments/search", { page_token: "x" }, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "experiments/search", { filter: "name LIKE" }, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "experiments/search", { filter: "metrics.x > 1" }, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "experiments/search", { filter: "nothing = 'x'" }, 400, "INVALID_PARAMETER_VALUE"],
    ["GET", "nothing/here", {}, 404, "ENDPOINT_NOT_FOUND"],
  ] as const)("%s %s %o is refused", async (method, path, fields, status, code) => {
    const answer = await ask(method, path, fields);
    expect(answer).toMatchObject({ status, body: { error_code: code } });
    expect(answer.body["message"]!.length).toBeGreaterThan(5);
  });

  it.each(["[1]", '"text"', "{broken", "3"])("the body %s is refused", async (payload) => {
    const headers = { "content-type": "application/json" };
    const url = "/api/2.0/mlflow/experiments/create";
    const response = await server.app.inject({ method: "POST", url, payload, headers });
    expect([response.statusCode, response.json()]).toMatchObject([400, { error_code: "INVALID_PARAMETER_VALUE" }]);
  });

  it("says what it is", async () => {
    expect((await server.app.inject("/health")).body).toBe("OK");
    expect((await server.app.inject("/version")).body).toBe("3.17.2");
  });
});
