import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineEndpoint, defineImplementation, implementModel, memoryStore } from "@tandem/core";
import { Registry } from "@tandem/registry";
import { httpServer, ModelService, type ServiceOptions } from "@tandem/service";
import { expect, it, onTestFinished } from "vitest";
import { registerTimes, Timed, times, timesImplementation } from "./fixtures/doubling.mjs";
import { because } from "./fixtures/opened.ts";

const Other = defineEndpoint({ name: "other", input: Timed.input, output: Timed.output });
const plain = defineImplementation(Timed, { name: "plain", open: () => ({ answer: ({ x }) => ({ y: x }) }) });
const other = implementModel(times, { endpoint: Other, to: ({ label }) => ({ y: label }) });

/** A service started with this route of "timed" in its registry, where `times@champion` doubles and no other alias is. */
async function startedWith(route: unknown, options: Partial<ServiceOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-not-ready-"));
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  const store = memoryStore();
  await registry.aliases.set("times", "champion", await registerTimes(registry, store, 2), because);
  await registry.routes.set("timed", route as never, because);
  const sources = { registry, store: () => store, refresh: 0 };
  onTestFinished(async () => {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const implementations = [timesImplementation, plain, other];
  const service = await ModelService.open({ implementations, ...sources, ...options });
  onTestFinished(() => service.close());
  const app = httpServer(service);
  const ask = async (endpoint: string) => {
    const { statusCode, headers, body } = await app.inject({
      method: "POST",
      url: `/endpoints/${endpoint}`,
      payload: { x: 4 },
    });
    return { status: statusCode, fellBack: headers["x-tandem-fallback"], body: JSON.parse(body) as unknown };
  };
  const ready = async () => {
    const { statusCode, body } = await app.inject("/health/ready");
    return { status: statusCode, ...(JSON.parse(body) as { targets: unknown[] }) };
  };
  const addCandidate = async () =>
    registry.aliases.set("times", "candidate", await registerTimes(registry, store, 3), because);
  return { service, registry, ask, ready, addCandidate };
}

const refused = (reason: RegExp) => ({
  status: 503,
  body: { error: { code: "service/not-ready", message: expect.stringMatching(reason) as string } },
});
const doubled = { status: 200, body: { y: 8 } };

it("starts though a route names an alias that is not there, serves the others, and opens it once it is", async () => {
  const told: string[] = [];
  const onNotReady = ({ message }: Error) => void told.push(message);
  const { service, ask, ready, addCandidate } = await startedWith({ default: "times@candidate" }, { onNotReady });
  expect(told).toEqual([expect.stringMatching(/^times@candidate is not ready: .*candidate/)]);
  expect(await ask("timed")).toMatchObject(refused(/times@candidate is not ready: .*no alias/));
  expect(await ask("other")).toMatchObject(doubled);
  const unable = { endpoint: "timed", target: "times@candidate", state: "unable", needed: true };
  expect(await ready()).toMatchObject({ status: 503, targets: [unable, { endpoint: "other", state: "ready" }] });
  await expect(service.load("timed", "times@candidate")).rejects.toMatchObject({ code: "service/not-ready" });
  await service.refresh();
  expect((await ask("timed")).status).toBe(503);

  await addCandidate();
  await service.refresh();
  expect(await ask("timed")).toMatchObject({ status: 200, body: { y: 12 } });
  expect(await ready()).toMatchObject({ status: 200, targets: [{ version: "times@2", state: "ready" }, {}] });
});

it("answers by the fallback meanwhile, also many at once, and is ready where the target is only a mirror", async () => {
  const { service, registry, ask, ready } = await startedWith({ default: "times@candidate", fallback: "plain" });
  expect(await ask("timed")).toMatchObject({ status: 200, fellBack: "true", body: { y: 4 } });
  const many = await service.askMany("timed", [{ x: 1 }, { x: 2 }], { requestId: "r" });
  expect(many.outputs).toEqual([{ y: 1 }, { y: 2 }]);
  expect((await ready()).status).toBe(503);
  await registry.routes.set("timed", { default: "plain" }, because);
  await service.refresh();
  expect(await ask("timed")).toMatchObject({ status: 200, fellBack: undefined, body: { y: 4 } });
  expect((await service.targets("timed")).map(({ title }) => title)).toEqual(["plain@champion"]);

  const mirrored = await startedWith({ default: "plain", mirror: ["times@candidate"] });
  expect(await mirrored.ask("timed")).toMatchObject({ status: 200, body: { y: 4 } });
  expect(await mirrored.ready()).toMatchObject({ status: 200, targets: [{}, { state: "unable", needed: false }, {}] });
});

it.each([
  ["an implementation that is gone", { default: "gone" }, /gone@champion is not ready: .*has no implementation "gone"/],
  ["no shape of a route", { default: "plain", mirror: 5 }, /times@champion is not ready/],
  ["weights that cannot be", { default: "plain", split: { plain: -1 } }, /the route of timed cannot be used: weights/],
  ["no default", "nonsense", /needs a default target/],
])("starts with a route of %s, and follows the next", async (_what, route, reason) => {
  const { service, registry, ask, ready } = await startedWith(route);
  expect(await ask("timed")).toMatchObject(refused(reason));
  await expect(service.askMany("timed", [{ x: 1 }, { x: 2 }], { requestId: "r" })).rejects.toMatchObject({
    code: "service/not-ready",
  });
  expect(await ask("other")).toMatchObject(doubled);
  expect(await ready()).toMatchObject({ status: 503, targets: [{ state: "unable" }, { state: "ready" }] });
  await service.refresh();
  expect((await ask("timed")).status).toBe(503);
  await registry.routes.set("timed", { default: "times" }, because);
  await service.refresh();
  expect(await ask("timed")).toMatchObject(doubled);
  expect((await ready()).status).toBe(200);
});

it("sets no route to what is held and still not there", async () => {
  const { service, ask } = await startedWith({ default: "times@candidate" });
  const set = service.setRoute("timed", { default: "plain", mirror: ["times@candidate"] }, because);
  await expect(set).rejects.toMatchObject({ code: "service/not-ready" });
  await service.setRoute("timed", { default: "plain" }, because);
  expect(await ask("timed")).toMatchObject({ status: 200, body: { y: 4 } });
});

it("does not start with a package that cannot predict in threads, nor where it is told not to", async () => {
  const moduleless = { ...times, module: undefined };
  const implementations = [implementModel(moduleless as unknown as typeof times, { name: "times", endpoint: Other })];
  const threaded = startedWith({ default: "times" }, { implementations, threads: { times: { count: 1 } } });
  await expect(threaded).rejects.toMatchObject({ cause: { code: "service/no-module" } });
  const onNotReady = (error: Error) => {
    throw error;
  };
  await expect(startedWith({ default: "gone" }, { onNotReady })).rejects.toThrow("gone@champion is not ready");
});
