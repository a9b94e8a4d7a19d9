import { defineEndpoint, defineImplementation, implementModel } from "@tandem/core";
import { httpServer } from "@tandem/service";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { registerTimes, times } from "./fixtures/doubling.mjs";
import { because, running, type Running } from "./fixtures/running.ts";

const Double = defineEndpoint({
  name: "double",
  input: z.object({ x: z.number() }),
  output: z.object({ y: z.number() }),
});
const implementations = [
  implementModel(times, { endpoint: Double, owner: "ada", to: ({ label }) => ({ y: label }) }),
  defineImplementation(Double, { name: "plain", open: () => ({ answer: ({ x }) => ({ y: x + x }) }) }),
  defineImplementation(Double, { name: "broken", open: () => ({ answer: () => ({ y: NaN }) }) }),
  defineImplementation(Double, { name: "slow", open: () => ({ answer: () => new Promise<never>(() => undefined) }) }),
];

let served: Running;
let app: ReturnType<typeof httpServer>;
beforeAll(async () => {
  served = await running(implementations);
  app = httpServer(served.service);
});
afterAll(async () => {
  await app.close();
  await served.close();
});

const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/json", ...headers },
    payload: JSON.stringify(payload),
  });

describe("asking over HTTP", () => {
  it("answers by the route, and says who answered", async () => {
    const reply = await post("/endpoints/double", { x: 3 }, { "x-request-id": "r-1" });
    expect([reply.statusCode, reply.json()]).toEqual([200, { y: 6 }]);
    expect(reply.headers).toMatchObject({
      "x-request-id": "r-1",
      "x-tandem-target": "times@champion",
      "x-tandem-version": "times@1",
    });
  });
  it("asks one implementation, at any alias", async () => {
    expect((await post("/endpoints/double/implementations/plain", { x: 3 })).json()).toEqual({ y: 6 });
    expect((await post("/endpoints/double/implementations/times@candidate", { x: 3 })).json()).toEqual({ y: 9 });
  });
  it("refuses bad input with path and reason, without coercing", async () => {
    const reply = await post("/endpoints/double", { x: "3" });
    expect(reply.statusCode).toBe(422);
    expect(reply.json()).toMatchObject({
      error: { code: "service/invalid-input", details: { problems: [{ path: "/x", reason: "must be number" }] } },
    });
    expect(
      (
        await app.inject({
          method: "POST",
          url: "/endpoints/double",
          headers: { "content-type": "application/json" },
          payload: "{",
        })
      ).statusCode,
    ).toBe(400);
    expect((await post("/endpoints/nothing", {})).statusCode).toBe(404);
    expect((await post("/endpoints/double/implementations/nothing", { x: 1 })).statusCode).toBe(404);
    expect((await app.inject({ method: "GET", url: "/nowhere" })).json()).toMatchObject({
      error: { code: "service/no-such-path" },
    });
  });
  it("never sends NaN as null, and keeps its inner failures to itself", async () => {
    const reply = await post("/endpoints/double/implementations/broken", { x: 1 });
    expect(reply.statusCode).toBe(500);
    expect(reply.body).not.toContain("NaN");
  });
});

describe("routes", () => {
  it("shares by weight, and the same key goes the same way", async () => {
    await served.service.setRoute("double", { default: "plain", split: { plain: 1, "times@candidate": 1 } }, because);
    const targets = new Map<string, string>();
    for (let n = 0; n < 60; n++) {
      const { headers } = await post("/endpoints/double", { x: 1 }, { "x-tandem-key": `user-${n % 20}` });
      const target = String(headers["x-tandem-target"]);
      expect(targets.get(`user-${n % 20}`) ?? target).toBe(target);
      targets.set(`user-${n % 20}`, target);
    }
    expect(new Set(targets.values()).size).toBe(2);
  });
  it("falls back on a deadline", async () => {
    await served.service.setRoute("double", { default: "slow", fallback: "plain", deadline: 20 }, because);
    const reply = await post("/endpoints/double", { x: 2 });
    expect([reply.json(), reply.headers["x-tandem-fallback"]]).toEqual([{ y: 4 }, "true"]);
    await served.service.setRoute("double", { default: "slow", deadline: 20 }, because);
    expect((await post("/endpoints/double", { x: 2 })).statusCode).toBe(504);
  });
  it("follows an alias that moves, with no restart", async () => {
    const { registry, store } = served;
    await served.service.setRoute("double", { default: "times" }, because);
    await registry.aliases.set("times", "champion", await registerTimes(registry, store, 5), because);
    await served.service.refresh();
    expect((await post("/endpoints/double", { x: 2 })).json()).toEqual({ y: 10 });
    await registry.aliases.rollback("times", "champion", because);
    await served.service.refresh();
    expect((await post("/endpoints/double", { x: 2 })).json()).toEqual({ y: 4 });
  });
  it("refuses routes that cannot be", async () => {
    for (const route of [
      {},
      { default: "nothing" },
      { default: "plain", split: { plain: 0 } },
      { default: "plain", deadline: 0 },
    ])
      await expect(served.service.setRoute("double", route as never, because)).rejects.toMatchObject({
        code: "service/bad-route",
      });
    expect((await served.registry.routes.current("double"))?.route).toEqual({ default: "times" });
  });
});

it("tells clients what is served", async () => {
  const { endpoints } = (await app.inject({ url: "/endpoints" })).json();
  expect(endpoints).toMatchObject([
    { name: "double", input: { properties: { x: { type: "number" } } }, route: { default: "times" } },
  ]);
  const { implementations } = (await app.inject({ url: "/endpoints/double/implementations" })).json();
  expect(implementations[0]).toMatchObject({ name: "times", owner: "ada", models: ["times"] });
  expect(implementations[0].targets[0]).toMatchObject({
    name: "times@champion",
    state: "ready",
    versions: [{ model: "times", number: 1 }],
  });
});

it("names a version that is not registered by its artifact, as it has no number", async () => {
  const { registry, store } = served;
  const { versions } = registry;
  const found = await versions.resolve("times@champion");
  const resolve = () => Promise.resolve({ ...found, number: 0 });
  const unregistered = Object.create(registry, {
    versions: { value: Object.create(versions, { resolve: { value: resolve } }) },
  }) as typeof registry;
  const { service, close } = await running(implementations, { registry: unregistered, store: () => store });
  const { headers } = await httpServer(service).inject({ method: "POST", url: "/endpoints/double", payload: { x: 1 } });
  expect(headers["x-tandem-version"]).toBe(`times@${found.artifact}`);
  await close();
});
