import { describe, expect, it } from "vitest";
import { CONFIG, newProject } from "./fixtures/project.ts";

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;
const schema = JSON.stringify({
  type: "object",
  properties: { id: { type: "string" }, x: { type: "number" } },
  required: ["id"],
});
const wider = JSON.stringify({
  type: "object",
  properties: { id: { type: "string" }, x: { type: "number" }, y: { type: "number" } },
  required: ["id"],
});

describe("tandem storage", () => {
  const project = newProject(
    `${CONFIG}technologies:\n  shop: { technology: sqlite, file: shop.db }\n  s3: { bucket: b }\n  cupboard: {}\n`,
  );

  it("makes storages that other processes find, and lets them gain fields", async () => {
    const created = await project.tandem([
      "storage",
      "create",
      "shop/table/users",
      "--schema",
      schema,
      "--key",
      "id",
      "--json",
    ]);
    expect(json(created.stdout)).toMatchObject({
      address: { technology: "shop", format: "table", name: "users" },
      revision: 1,
    });
    project.write("schema.json", wider);
    const evolved = await project.tandem([
      "storage",
      "evolve",
      "shop/table/users",
      "--schema",
      "schema.json",
      "--json",
    ]);
    expect(json(evolved.stdout)).toMatchObject({ revision: 2 });
    expect((await project.tandem(["storage", "list"])).stdout).toMatch(/shop\/table\/users +2 /);
    expect(json((await project.tandem(["storage", "describe", "shop/table/users", "--json"])).stdout)).toMatchObject({
      key: ["id"],
    });
    expect(await project.tandem(["storage", "forget", "shop/table/users"])).toMatchObject({ code: 0 });
    expect((await project.tandem(["storage", "list"])).stdout).toContain("No storage yet");
  });

  it.each([
    [["create", "shop/users"], 2, '"shop/users" is no storage address'],
    [
      ["create", "oracle/kv/users", "--schema", schema],
      2,
      'no technology "oracle" is configured; configured: fs, memory, sqlite',
    ],
    [["create", "shop/kv/users"], 2, "a kv storage needs a schema"],
    [["create", "shop/kv/users", "--schema", "{"], 2, "--schema"],
    [["create", "cupboard/kv/users", "--schema", schema], 2, "npm install @tandem/storage-cupboard"],
    [["describe", "shop/kv/users"], 2, "there is no storage shop/kv/users"],
  ] as const)("says what is wrong with storage %j", async (args, code, message) => {
    expect(await project.tandem(["storage", ...args])).toMatchObject({
      code,
      stderr: expect.stringContaining(message) as string,
    });
  });

  it("keeps artifacts under the address that tandem.yaml names, loading no technology that is not used", async () => {
    const other = newProject(CONFIG.replace("source: points }", "source: points, store: fs/blob/models }"));
    expect(await other.tandem(["train", "sides"])).toMatchObject({ code: 0 });
    expect(json((await other.tandem(["versions", "sides", "--json"])).stdout)).toMatchObject({
      versions: [{ store: "fs/blob/models" }],
    });
    expect(await other.tandem(["predict", "sides@1", "--quiet"])).toMatchObject({ code: 0, stderr: "" });
    const wrong = newProject(CONFIG.replace("source: points }", "source: points, store: tape/blob/models }"));
    expect(await wrong.tandem(["train", "sides"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no technology "tape"') as string,
    });
  });
});
