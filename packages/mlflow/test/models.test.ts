import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, type Body } from "./support/asking.ts";
import { serving, type Serving } from "./support/serving.ts";

let server: Serving;
const ask = asking(() => server);
beforeAll(async () => void (server = await serving()));
afterAll(() => server.close());

let count = 0;
/** A new model of that many versions. */
async function model(versions: number): Promise<string> {
  const name = `model-${count++}`;
  await ask("POST", "registered-models/create", { name });
  for (let n = 1; n <= versions; n++)
    await ask("POST", "model-versions/create", {
      name,
      source: `s3://bucket/${n}`,
      tags: [{ key: "n", value: String(n) }],
    });
  return name;
}
const found = async (fields: object) => {
  const { body } = await ask("GET", "model-versions/search", fields);
  return body["model_versions"]!.map(({ version }) => version);
};
const registered = async (name: string): Promise<Body> =>
  (await ask("GET", "registered-models/get", { name })).body["registered_model"]!;

describe("registered models", () => {
  it("are described, tagged, searched and paged", async () => {
    const name = await model(0);
    await ask("PATCH", "registered-models/update", { name, description: "words" });
    await ask("POST", "registered-models/set-tag", { name, key: "k", value: "v" });
    await ask("POST", "registered-models/set-tag", { name, key: "gone", value: "v" });
    await ask("DELETE", "registered-models/delete-tag", { name, key: "gone" });
    expect(await registered(name)).toMatchObject({
      description: "words",
      tags: [{ key: "k", value: "v" }],
      latest_versions: [],
    });
    const search = async (fields: object) =>
      (await ask("GET", "registered-models/search", fields)).body["registered_models"]!.map((m) => m["name"]);
    expect(await search({ filter: "tags.k = 'v'" })).toEqual([name]);
    const other = await model(0);
    expect(await search({ order_by: "name DESC", max_results: 1 })).toEqual([other]);
    expect(await search({ order_by: "name DESC", max_results: 1, page_token: "1" })).toEqual([name]);
  });

  it("are renamed with all that is theirs, and make room when deleted", async () => {
    const name = await model(3);
    await ask("POST", "registered-models/alias", { name, alias: "champion", version: "2" });
    const to = `${name}-renamed`;
    await ask("POST", "registered-models/rename", { name, new_name: to });
    expect(await registered(to)).toMatchObject({ aliases: [{ alias: "champion", version: "2" }] });
    expect(await found({ filter: `name = '${to}' AND tags.n = '3'` })).toEqual(["3"]);
    expect((await ask("GET", "registered-models/get", { name })).status).toBe(404);
    await ask("DELETE", "registered-models/delete", { name: to });
    expect((await ask("GET", "registered-models/get", { name: to })).status).toBe(404);
    expect(await found({})).not.toContain(undefined);
    expect((await ask("POST", "registered-models/create", { name: to })).status).toBe(200);
    expect(await registered(to)).toMatchObject({ aliases: [], latest_versions: [] });
    const next = await ask("POST", "model-versions/create", { name: to, source: "s3://b/4" });
    expect(next.body["model_version"]!["version"]).toBe("4");
  });
});

describe("model versions", () => {
  it("are numbered, described, tagged and searched", async () => {
    const name = await model(3);
    await ask("PATCH", "model-versions/update", { name, version: "2", description: "second" });
    await ask("POST", "model-versions/set-tag", { name, version: "2", key: "good", value: "yes" });
    await ask("DELETE", "model-versions/delete-tag", { name, version: 2, key: "n" });
    const { body } = await ask("GET", "model-versions/get", { name, version: "2" });
    expect(body["model_version"]).toMatchObject({
      version: "2",
      description: "second",
      tags: [{ key: "good", value: "yes" }],
      source: "s3://bucket/2",
      status: "READY",
    });
    expect(await found({ filter: `name='${name}'` })).toEqual(["3", "2", "1"]);
    expect(await found({ filter: `name='${name}'`, order_by: "version_number ASC", max_results: 2 })).toEqual([
      "1",
      "2",
    ]);
    expect(await found({ filter: `name='${name}' and version_number > 1 and source_path LIKE '%3'` })).toEqual(["3"]);
    expect(await found({ filter: "name IN ('nobody')" })).toEqual([]);
    const uri = await ask("GET", "model-versions/get-download-uri", { name, version: "1" });
    expect(uri.body).toEqual({ artifact_uri: "s3://bucket/1" });
  });

  it("know the run they came from, also one of another server", async () => {
    const name = await model(0);
    const { run_id } = (await ask("POST", "runs/create", {})).body["run"]!["info"]!;
    for (const run of [run_id, "f".repeat(32)]) {
      const made = await ask("POST", "model-versions/create", {
        name,
        source: "s3://b",
        run_id: run,
        run_link: "http://x",
      });
      expect(made.body["model_version"]).toMatchObject({ run_id: run, run_link: "http://x", tags: [] });
    }
    expect(await found({ filter: `run_id = '${String(run_id)}'` })).toEqual(["1"]);
  });

  it("move through stages", async () => {
    const name = await model(3);
    const stage = (version: string, stage: string, archive_existing_versions = false) =>
      ask("POST", "model-versions/transition-stage", { name, version, stage, archive_existing_versions });
    await stage("1", "production");
    await stage("2", "Production", true);
    const latest = async (fields: object) =>
      (await ask("POST", "registered-models/get-latest-versions", { name, ...fields })).body["model_versions"]!.map(
        (v) => [v["version"], v["current_stage"]],
      );
    expect(await latest({})).toEqual([
      ["3", "None"],
      ["2", "Production"],
      ["1", "Archived"],
    ]);
    expect(await latest({ stages: ["Production"] })).toEqual([["2", "Production"]]);
    expect(await latest({ stages: ["Staging"] })).toEqual([]);
    expect((await stage("1", "Nirvana")).status).toBe(400);
  });

  it("are found by alias, and stay while one points at them", async () => {
    const name = await model(2);
    await ask("POST", "registered-models/alias", { name, alias: "champion", version: "1" });
    const byAlias = await ask("GET", "registered-models/alias", { name, alias: "champion" });
    expect(byAlias.body["model_version"]).toMatchObject({ version: "1", aliases: ["champion"] });
    expect(await ask("DELETE", "model-versions/delete", { name, version: "1" })).toMatchObject({
      status: 400,
      body: { error_code: "INVALID_STATE" },
    });
    await ask("DELETE", "registered-models/alias", { name, alias: "champion" });
    expect((await ask("DELETE", "model-versions/delete", { name, version: "1" })).status).toBe(200);
    expect(await found({ filter: `name='${name}'` })).toEqual(["2"]);
  });

  it("of a logged model or another version are downloaded from where that is", async () => {
    const name = await model(0);
    const made = await ask("POST", "logged-models", { experiment_id: "0", name: "m" });
    const id = made.body["model"]!["info"]!["model_id"]!;
    await ask("POST", "model-versions/create", { name, source: `models:/${id}` });
    await ask("POST", "model-versions/create", { name, source: `models:/${name}/1` });
    await ask("POST", "model-versions/create", { name, source: `models:/${name}/3` });
    const uri = async (version: string) =>
      (await ask("GET", "model-versions/get-download-uri", { name, version })).body["artifact_uri"];
    expect([await uri("1"), await uri("2"), await uri("3")]).toEqual([
      `mlflow-artifacts:/0/models/${id}/artifacts`,
      `mlflow-artifacts:/0/models/${id}/artifacts`,
      `models:/${name}/3`,
    ]);
  });

  it("of each other, in a circle, are nowhere", async () => {
    const [one, other] = [await model(0), await model(0)];
    await ask("POST", "model-versions/create", { name: one, source: `models:/${other}/1` });
    await ask("POST", "model-versions/create", { name: other, source: `models:/${one}/1` });
    const { status, body } = await ask("GET", "model-versions/get-download-uri", { name: one, version: "1" });
    expect([status, body["artifact_uri"]]).toEqual([200, `models:/${other}/1`]);
  });
});

it.each([
  ["POST", "registered-models/create", {}, 400],
  ["POST", "registered-models/create", { name: "a/b" }, 400],
  ["POST", "registered-models/create", { name: "a@b" }, 400],
  ["GET", "registered-models/get", { name: "nobody" }, 404],
  ["DELETE", "registered-models/delete", { name: "nobody" }, 404],
  ["POST", "registered-models/rename", { name: "nobody", new_name: "x" }, 404],
  ["POST", "registered-models/rename", { name: "MODEL" }, 400],
  ["POST", "registered-models/alias", { name: "MODEL", alias: "champion", version: "9" }, 404],
  ["POST", "registered-models/alias", { name: "MODEL", alias: "latest", version: "1" }, 400],
  ["POST", "registered-models/alias", { name: "MODEL", alias: "champion", version: "x" }, 400],
  ["GET", "registered-models/alias", { name: "MODEL", alias: "nobody" }, 404],
  ["DELETE", "registered-models/alias", { name: "MODEL", alias: "nobody" }, 404],
  ["GET", "registered-models/search", { filter: "stage = 'x'" }, 400],
  ["POST", "model-versions/create", { name: "nobody", source: "s3://x" }, 404],
  ["POST", "model-versions/create", { name: "MODEL" }, 400],
  ["GET", "model-versions/get", { name: "MODEL", version: "2" }, 404],
  ["GET", "model-versions/get", { name: "MODEL", version: "-1" }, 404],
  ["GET", "model-versions/get", { name: "MODEL", version: "1.5" }, 400],
  ["GET", "model-versions/search", { filter: "owner = 'x'" }, 400],
  ["GET", "model-versions/search", { filter: "metrics.x = 1" }, 400],
] as const)("%s %s %o is refused", async (method, path, fields, status) => {
  const own = "name" in fields && fields.name === "MODEL" ? { name: await model(1) } : {};
  const answer = await ask(method, path, { ...fields, ...own });
  const error_code = status === 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE";
  expect(answer).toMatchObject({ status, body: { error_code } });
});
