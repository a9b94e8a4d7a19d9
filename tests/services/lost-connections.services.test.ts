import { TandemError, utf8Bytes, type Technology } from "@tandem/core";
import { Registry } from "@tandem/registry";
import { postgresTechnology } from "@tandem/storage-postgres";
import { redisTechnology } from "@tandem/storage-redis";
import { afterAll, describe, expect, it } from "vitest";
import { proxyTo, type Proxy } from "./proxy.ts";

const { TANDEM_TEST_POSTGRES: postgres, TANDEM_TEST_REDIS: redis } = process.env;
if (!postgres || !redis)
  throw new Error("set TANDEM_TEST_POSTGRES and TANDEM_TEST_REDIS to the URLs of servers for tests");

const name = `lost-${process.pid}-${Date.now() % 1e6}`;
const unavailable = (error: unknown) => TandemError.is(error, "storage/unavailable");

async function behindProxy(target: string, port: number, open: (url: string) => Technology) {
  const proxy = await proxyTo(target, port);
  const technology = open(proxy.url);
  afterAll(async () => {
    proxy.mend();
    await technology.close();
    await proxy.close();
  });
  return { proxy, technology };
}

/** Says what cannot be reached while it is cut, and goes on by itself afterwards. */
async function cutAndMend(
  proxy: Proxy,
  read: () => Promise<unknown>,
  write: () => Promise<unknown>,
  expected: unknown,
) {
  expect(await read()).toEqual(expected);
  await proxy.cut();
  await expect(read()).rejects.toSatisfy(unavailable);
  await expect(write()).rejects.toSatisfy(unavailable);
  proxy.mend();
  await expect.poll(() => read().catch((error: unknown) => error)).toEqual(expected);
  await write();
  expect(await read()).toEqual(expected);
}

describe("a lost connection", () => {
  it("to Redis is said, and resumed", async () => {
    const { proxy, technology } = await behindProxy(redis, 6379, (url) =>
      redisTechnology(url, { prefix: name, connectTimeout: 4_000, commandTimeout: 4_000 }),
    );
    const store = await technology.kv!("values");
    await store.put("a", [1, 2]);
    await cutAndMend(
      proxy,
      () => store.get("a"),
      () => store.put("b", 1),
      [1, 2],
    );
  });

  it("to PostgreSQL is said, and resumed: keys", async () => {
    const { proxy, technology } = await behindProxy(postgres, 5432, (url) =>
      postgresTechnology(url, { connectTimeout: 4_000 }),
    );
    const store = await technology.kv!(name);
    await store.put("a", { n: 1 });
    await cutAndMend(
      proxy,
      () => store.get("a"),
      () => store.put("b", 1),
      { n: 1 },
    );
  });

  it("to PostgreSQL is said, and resumed: artifacts, of which none is left half-written", async () => {
    const { proxy, technology } = await behindProxy(postgres, 5432, (url) =>
      postgresTechnology(url, { connectTimeout: 4_000 }),
    );
    const store = await technology.blob!(name);
    await store.put("a", utf8Bytes("whole"));
    await cutAndMend(
      proxy,
      async () => (await store.get("a")).length,
      () => store.put("b", utf8Bytes("b")),
      5,
    );
    const body = async function* () {
      yield new Uint8Array(3_000_000);
      await proxy.cut();
      yield new Uint8Array(3_000_000);
    };
    await expect(store.put("half", body())).rejects.toSatisfy(unavailable);
    proxy.mend();
    await expect.poll(() => store.stat("half").catch(() => "cut")).toBeUndefined();
  });

  it("to PostgreSQL is resumed by the registry", async () => {
    const proxy = await proxyTo(postgres, 5432);
    const registry = await Registry.open({ postgres: proxy.url });
    const { number } = await registry.versions.register({
      model: name,
      artifact: "a1b2c3d4e5f60708",
      store: "fs/blob/models",
    });
    await proxy.cut();
    await expect(registry.versions.get(name, number)).rejects.toBeInstanceOf(Error);
    proxy.mend();
    await expect.poll(() => registry.versions.get(name, number).catch(() => undefined)).toMatchObject({ number });
    await registry.close();
    await proxy.close();
  });
});
