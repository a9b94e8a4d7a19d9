import { TandemError } from "@tandem/core";
import { redisTechnology } from "@tandem/storage-redis";
import { testKeyValueStore } from "@tandem/testkit";
import { afterAll, expect, it } from "vitest";

const url = process.env["TANDEM_TEST_REDIS"];
if (!url) throw new Error("set TANDEM_TEST_REDIS to the URL of a Redis server for tests, like redis://127.0.0.1:6379");

const technology = redisTechnology(url, { prefix: `test-${process.pid}-${Date.now()}` });
afterAll(() => technology.close());

let names = 0;
testKeyValueStore("redis", () => technology.kv!(`t${names++}`), { capabilities: technology.capabilities.kv! });

it("says when the server cannot be reached", async () => {
  const nowhere = redisTechnology("redis://127.0.0.1:1", { connectTimeout: 500 });
  await expect(Promise.resolve(nowhere.kv!("a"))).rejects.toSatisfy((error) =>
    TandemError.is(error, "storage/unavailable"),
  );
  await nowhere.close();
});
