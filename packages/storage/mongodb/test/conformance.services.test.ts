import { TandemError } from "@tandem/core";
import { mongodbTechnology } from "@tandem/storage-mongodb";
import { testKeyValueStore, testSearchStore, testTableStore } from "@tandem/testkit";
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
});

it("says when the server cannot be reached", async () => {
  const nowhere = mongodbTechnology("mongodb://127.0.0.1:1", { connectTimeout: 500 });
  await expect(Promise.resolve(nowhere.kv!("a"))).rejects.toSatisfy((error) =>
    TandemError.is(error, "storage/unavailable"),
  );
  await nowhere.close();
});
