import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  defineDataset,
  defineEndpoint,
  defineImplementation,
  defineModel,
  implementModel,
  jsonCodec,
  labeledSamplesOf,
  memoryStore,
  regression,
  Regressor,
  saveModel,
  type ArtifactStore,
  type LabeledDataset,
} from "@tandem/core";
import { Registry } from "@tandem/registry";
import { httpServer, ModelService } from "@tandem/service";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const Point = z.object({ x: z.number() });
class Scaled extends Regressor<Float64Array, number> {
  readonly codec = jsonCodec<number>("scale@1");
  protected train({ features, labels }: LabeledDataset<Float64Array, number>) {
    return labels[0]! / features[0]!;
  }
  protected values(scale: number, features: Float64Array) {
    return features.map((x) => x * scale);
  }
}
const scaled = defineModel({
  name: "scaled",
  task: regression(),
  sample: Point,
  label: z.number(),
  dataset: defineDataset<z.infer<typeof Point>, number>()({ features: (samples) => samples.column("x") }),
  model: () => new Scaled(),
});
const Double = defineEndpoint({ name: "double", input: Point, output: z.object({ y: z.number() }) });
const implementations = [
  implementModel(scaled, { endpoint: Double, owner: "ada", to: ({ label }) => ({ y: label }) }),
  defineImplementation(Double, { name: "plain", open: () => ({ answer: ({ x }) => ({ y: x + x }) }) }),
  defineImplementation(Double, { name: "broken", open: () => ({ answer: () => ({ y: NaN }) }) }),
  defineImplementation(Double, { name: "slow", open: () => ({ answer: () => new Promise<never>(() => undefined) }) }),
];

let folder: string;
let registry: Registry;
let service: ModelService;
let store: ArtifactStore;
let app: ReturnType<typeof httpServer>;

async function register(scale: number): Promise<number> {
  const trained = await scaled.train(labeledSamplesOf([{ id: "a", data: { x: 1 }, label: scale }]));
  const { version } = await saveModel(store, await trained.toArtifact());
  return (await registry.versions.register({ model: "scaled", artifact: version, store: "memory" })).number;
}
const reason = { author: "test", why: "test" };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tandem-service-"));
  registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  store = memoryStore();
  await registry.aliases.set("scaled", "champion", await register(2), reason);
  await registry.aliases.set("scaled", "candidate", await register(20), reason);
  service = await ModelService.open({ implementations, registry, store: () => store, refresh: 0 });
  app = httpServer(service);
});
afterAll(async () => {
  await app.close();
  await service.close();
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
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
      "x-tandem-target": "scaled@champion",
      "x-tandem-version": "scaled@1",
    });
  });
  it("asks one implementation, at any alias", async () => {
    expect((await post("/endpoints/double/implementations/plain", { x: 3 })).json()).toEqual({ y: 6 });
    expect((await post("/endpoints/double/implementations/scaled@candidate", { x: 3 })).json()).toEqual({ y: 60 });
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
    await service.setRoute("double", { default: "plain", split: { plain: 1, "scaled@candidate": 1 } }, reason);
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
    await service.setRoute("double", { default: "slow", fallback: "plain", deadline: 20 }, reason);
    const reply = await post("/endpoints/double", { x: 2 });
    expect([reply.json(), reply.headers["x-tandem-fallback"]]).toEqual([{ y: 4 }, "true"]);
    await service.setRoute("double", { default: "slow", deadline: 20 }, reason);
    expect((await post("/endpoints/double", { x: 2 })).statusCode).toBe(504);
  });
  it("follows an alias that moves, with no restart", async () => {
    await service.setRoute("double", { default: "scaled" }, reason);
    await registry.aliases.set("scaled", "champion", await register(5), reason);
    await service.refresh();
    expect((await post("/endpoints/double", { x: 2 })).json()).toEqual({ y: 10 });
    await registry.aliases.rollback("scaled", "champion", reason);
    await service.refresh();
    expect((await post("/endpoints/double", { x: 2 })).json()).toEqual({ y: 4 });
  });
  it("refuses routes that cannot be", async () => {
    for (const route of [
      {},
      { default: "nothing" },
      { default: "plain", split: { plain: 0 } },
      { default: "plain", deadline: 0 },
    ])
      await expect(service.setRoute("double", route as never, reason)).rejects.toMatchObject({
        code: "service/bad-route",
      });
    expect((await registry.routes.current("double"))?.route).toEqual({ default: "scaled" });
  });
});

it("tells clients what is served", async () => {
  const { endpoints } = (await app.inject({ url: "/endpoints" })).json();
  expect(endpoints).toMatchObject([
    { name: "double", input: { properties: { x: { type: "number" } } }, route: { default: "scaled" } },
  ]);
  const { implementations } = (await app.inject({ url: "/endpoints/double/implementations" })).json();
  expect(implementations[0]).toMatchObject({ name: "scaled", owner: "ada", models: ["scaled"] });
  expect(implementations[0].targets[0]).toMatchObject({
    name: "scaled@champion",
    state: "ready",
    versions: [{ model: "scaled", number: 1 }],
  });
});
