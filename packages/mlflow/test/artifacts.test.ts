import { afterAll, beforeAll, expect, it } from "vitest";
import { asking } from "./support/asking.ts";
import { serving, type Serving } from "./support/serving.ts";

let server: Serving;
const ask = asking(() => server);
beforeAll(async () => void (server = await serving()));
afterAll(() => server.close());

const proxy = "/api/2.0/mlflow-artifacts/artifacts";
const at = (path: string) => `${proxy}/${path.split("/").map(encodeURIComponent).join("/")}`;
const put = (path: string, payload: string | Buffer, type = "text/plain") =>
  server.app.inject({ method: "PUT", url: at(path), payload, headers: { "content-type": type } });
const get = (path: string) => server.app.inject({ method: "GET", url: at(path) });
const list = async (path: string) => {
  const { files } = (await server.app.inject({ method: "GET", url: proxy, query: { path } })).json<{
    readonly files: readonly object[];
  }>();
  return files;
};

it("keeps bytes as they are, under any name and type", async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
  const names = ["1/a/x.bin", "1/a/b c_ü%.txt", "1/a/~weird'(name)*!", "1/a/...", "1/a/{}.json"];
  for (const name of names) expect((await put(name, bytes, "application/json")).statusCode).toBe(200);
  for (const name of names) {
    const response = await get(name);
    expect([response.statusCode, response.headers["content-length"]]).toEqual([200, "256"]);
    expect(response.rawPayload.equals(bytes)).toBe(true);
  }
  expect((await list("1/a")).map((file) => "path" in file && file.path)).toEqual(
    names.map((name) => name.slice("1/a/".length)).sort(),
  );
});

it("lists one level, replaces, and deletes a file or a folder", async () => {
  await put("2/f/one", "1");
  await put("2/f/deep/two", "22");
  await put("2/f/one", "new");
  await put("2/empty", "");
  expect(await list("2")).toEqual([
    { path: "empty", is_dir: false, file_size: 0 },
    { path: "f", is_dir: true },
  ]);
  expect(await list("2/f")).toEqual([
    { path: "deep", is_dir: true },
    { path: "one", is_dir: false, file_size: 3 },
  ]);
  expect((await get("2/empty")).body).toBe("");
  await server.app.inject({ method: "DELETE", url: at("2/f") });
  expect(await list("2")).toEqual([{ path: "empty", is_dir: false, file_size: 0 }]);
  expect((await get("2/f/one")).statusCode).toBe(404);
});

it("lists the files of a run and of a logged model", async () => {
  const { run_id } = (await ask("POST", "runs/create", {})).body["run"]!["info"]!;
  await put(`0/${run_id!}/artifacts/plots/a.png`, "x");
  expect((await ask("GET", "artifacts/list", { run_id })).body).toEqual({
    root_uri: `mlflow-artifacts:/0/${run_id!}/artifacts`,
    files: [{ path: "plots", is_dir: true }],
  });
  expect((await ask("GET", "artifacts/list", { run_id, path: "plots" })).body["files"]).toEqual([
    { path: "plots/a.png", is_dir: false, file_size: 1 },
  ]);
  const id = (await ask("POST", "logged-models", {})).body["model"]!["info"]!["model_id"]!;
  await put(`0/models/${id}/artifacts/MLmodel`, "yes");
  const files = await ask("GET", `logged-models/${id}/artifacts/directories`);
  expect(files.body["files"]).toEqual([{ path: "MLmodel", is_dir: false, file_size: 3 }]);
});

it.each(["../secret", "a/../../b", "a/\0b", ""])("refuses the path %o", async (path) => {
  const response = await server.app.inject({
    method: "PUT",
    url: `${proxy}/${encodeURIComponent(path)}`,
    payload: "x",
  });
  expect(response.statusCode).toBe(400);
});

it("says so where there is no such file", async () => {
  expect((await get("nothing/here")).json()).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST" });
  expect(await list("nothing")).toEqual([]);
});
