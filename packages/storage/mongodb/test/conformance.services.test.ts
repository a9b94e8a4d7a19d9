import { TandemError, type Filter, type Json, type Row, type TableLayout } from "@tandem/core";
import { mongodbTechnology } from "@tandem/storage-mongodb";
import { testKeyValueStore, testSearchStore, testTableStore } from "@tandem/testkit";
import { MongoClient } from "mongodb";
import { afterAll, describe, expect, it } from "vitest";

const servers = [process.env["TANDEM_TEST_MONGODB"], process.env["TANDEM_TEST_MONGODB_REPLICAS"]].filter((url) => url);
if (servers.length === 0)
  throw new Error("set TANDEM_TEST_MONGODB to the URL of a MongoDB server for tests, like mongodb://127.0.0.1:27017");

const run = `${process.pid}-${Date.now() % 1e6}`;
let names = 0;
const name = () => `t${run}-${names++}`;

describe.each(servers)("%s", (url) => {
  const technology = mongodbTechnology(url!, { database: "tandem-test" });
  const { capabilities } = technology;
  afterAll(() => technology.close());

  testKeyValueStore("mongodb", () => technology.kv!(name()), { capabilities: capabilities.kv! });
  let table = "";
  testTableStore("mongodb", (layout, fresh) => {
    if (fresh) table = name();
    return technology.table!({ ...layout, name: table });
  });
  testSearchStore("mongodb", (layout) => technology.search!({ ...layout, name: name() }), {
    capabilities: capabilities.search!,
  });

  it("gives back what documents cannot hold as it is", async () => {
    const store = await technology.kv!(name());
    const deep: Json = JSON.parse(`${"[".repeat(300)}1${"]".repeat(300)}`) as Json;
    const awkward: readonly Json[] = [
      { $set: { "a.b": 1 }, "": [] },
      { $ref: "c", $id: 1 },
      JSON.parse('{"__proto__": {"polluted": true}, "_bsontype": "ObjectId"}') as Json,
      { _json: "[1]" },
      { "nul\0": "nul\0", half: "\ud800" },
      deep,
      [2 ** 31, -(2 ** 53), 1e-320, 0.1],
    ];
    for (const [at, value] of awkward.entries()) await store.put(`awkward ${at}`, value);
    const found = await store.getMany(awkward.map((_, at) => `awkward ${at}`));
    expect(found.map((value) => JSON.stringify(value))).toEqual(awkward.map((value) => JSON.stringify(value)));
  });

  it("is read by any other client as what it is", async () => {
    const storage = name();
    await (await technology.kv!(storage)).put("ada", { score: 0.5, tags: ["a"] });
    const client = await new MongoClient(url!).connect();
    const held = await client
      .db("tandem-test")
      .collection(`kv_${storage}`)
      .findOne({ "value.score": { $gt: 0.4 } });
    await client.close();
    expect(held).toEqual({ _id: "ada", value: { score: 0.5, tags: ["a"] } });
  });

  it("says what is too large for a document, and writes nothing of it", async () => {
    const store = await technology.kv!(name());
    await expect(store.put("huge", "x".repeat(17 * 2 ** 20))).rejects.toSatisfy((error) =>
      TandemError.is(error, "storage/unsupported"),
    );
    expect(await store.get("huge")).toBeUndefined();
  });

  it("keeps columns whose names mean something to MongoDB", async () => {
    const layout: TableLayout = {
      name: name(),
      key: ["_id"],
      columns: {
        _id: { type: "string" },
        "a.b": { type: "number" },
        $c: { type: "timestamp" },
        "50%": { type: "json" },
      },
    };
    const table = await technology.table!(layout);
    const row = { _id: "x", "a.b": 1, $c: "2026-01-01T00:00:00.000Z", "50%": ["%2E"] };
    await table.insert([row, { _id: "y" }]);
    const found: Row[] = [];
    const where: Filter = {
      all: [
        ["a.b", "=", 1],
        ["$c", "<", "2027-01-01T00:00:00.000Z"],
      ],
    };
    for await (const one of table.select({ where, orderBy: [{ column: "a.b" }] })) found.push(one);
    expect(found).toEqual([row]);
    await expect(table.insert([{ _id: "z", $c: "yesterday" }])).rejects.toSatisfy((error) =>
      TandemError.is(error, "storage/unsupported"),
    );
  });
});

it("says when the server cannot be reached", async () => {
  const nowhere = mongodbTechnology("mongodb://127.0.0.1:1", { connectTimeout: 500 });
  await expect(Promise.resolve(nowhere.kv!("a"))).rejects.toSatisfy((error) =>
    TandemError.is(error, "storage/unavailable"),
  );
  await nowhere.close();
});
