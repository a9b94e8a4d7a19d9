import { Validator } from "@seriousme/openapi-schema-validator";
import { defineEndpoint, defineImplementation, memoryStore } from "@tandem/core";
import { Registry } from "@tandem/registry";
import { httpServer, invocations, ModelService, openApi, openInference } from "@tandem/service";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openServed, type Served } from "./served.ts";

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const modules = [openInference, invocations({ endpoint: "flower" }), openApi({ title: "Test" })];
const routes: { method: string; url: string }[] = [];
let served: Served;
let document: Document;
beforeAll(async () => {
  served = await openServed({
    modules: [
      (app) =>
        app.addHook("onRoute", ({ method, url }) => {
          for (const one of [method].flat()) routes.push({ method: one, url });
        }),
      ...modules,
    ],
  });
  document = (await served.app.inject({ url: "/openapi.json" })).json();
});
afterAll(() => served.close());

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(document) as never);
    expect(result).toEqual({ valid: true });
  });
  it("has every route that is served", () => {
    const paths = Object.keys(document.paths);
    for (const { method, url } of routes.filter((route) => route.method !== "HEAD")) {
      const pattern = new RegExp(`^${url.replace(/\/$/, "").replace(/:\w+/g, "[^/]+")}$`);
      const found = paths.filter((path) => pattern.test(path) && document.paths[path]![method.toLowerCase()]);
      expect([`${method} ${url}`, found.length > 0]).toEqual([`${method} ${url}`, true]);
    }
    expect(routes.length).toBeGreaterThan(30);
  });
  it("has no path that is not served", async () => {
    for (const [path, operations] of Object.entries(document.paths))
      for (const method of Object.keys(operations)) {
        const url = path.replace("{version}", "champion").replace("{target}", "sum");
        const reply = await served.app.inject({ method: method.toUpperCase() as "GET", url });
        const unserved = /there is no (GET|POST|PUT|DELETE) \//.test(reply.body) || reply.statusCode === 405;
        expect([method, path, unserved]).toEqual([method, path, false]);
      }
  });
  it("says what an endpoint takes and gives", () => {
    expect(document.paths["/endpoints/visit"]!["post"]).toMatchObject({
      description: "What a visitor is worth",
      requestBody: { content: { "application/json": { schema: { properties: { age: { type: "integer" } } } } } },
      responses: {
        "200": { content: { "application/json": { schema: { properties: { adult: { type: "boolean" } } } } } },
      },
    });
  });
});

it("keeps references within schemas, also of schemas that hold themselves", async () => {
  const Tree: z.ZodType<unknown> = z.object({
    value: z.number(),
    get children() {
      return z.array(Tree);
    },
  });
  const grown = defineEndpoint({ name: "grown", input: Tree, output: z.object({ size: z.number() }) });
  const registry = await Registry.open({ sqlite: ":memory:" });
  const service = await ModelService.open({
    implementations: [defineImplementation(grown, { name: "one", open: () => ({ answer: () => ({ size: 1 }) }) })],
    registry,
    store: () => memoryStore(),
    refresh: 0,
  });
  const app = httpServer(service, { modules });
  const found: Document = (await app.inject({ url: "/openapi.json" })).json();
  expect(await new Validator().validate(structuredClone(found) as never)).toEqual({ valid: true });
  const references = [...JSON.stringify(found).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name]) => name!,
  );
  expect(references.length).toBeGreaterThan(0);
  expect(references.filter((name) => !(name in found.components.schemas))).toEqual([]);
  await app.close();
  await service.close();
  await registry.close();
});
