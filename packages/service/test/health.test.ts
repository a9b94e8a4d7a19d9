import { defineImplementation } from "@tandem/core";
import { httpServer, newApiKey, security, type HttpModule } from "@tandem/service";
import { expect, it } from "vitest";
import { Timed } from "./fixtures/doubling.mjs";
import { because, opened } from "./fixtures/opened.ts";

/** Answers, except while `state.problem` says why it cannot. */
function able(name: string) {
  const state: { problem: string | undefined } = { problem: undefined };
  const answering = {
    answer: ({ x }: { x: number }) => ({ y: x }),
    get problem() {
      return state.problem;
    },
  };
  return { state, implementation: defineImplementation(Timed, { name, open: () => answering }) };
}
async function served(options: Partial<Parameters<typeof opened>[1]> = {}, modules: readonly HttpModule[] = []) {
  const [first, second] = [able("first"), able("second")];
  const { service } = await opened([first.implementation, second.implementation], options);
  const app = httpServer(service, { modules });
  const ready = async (headers: Record<string, string> = {}) => {
    const { statusCode, body } = await app.inject({ url: "/health/ready", headers });
    return [statusCode, JSON.parse(body)] as const;
  };
  return { service, app, ready, first: first.state, second: second.state };
}
const answers = { endpoint: "timed", version: "", state: "ready", needed: true };

it("is ready while every target that may be chosen can answer", async () => {
  const { service, app, ready, first, second } = await served();
  expect(await ready()).toEqual([200, { ready: true, targets: [{ ...answers, target: "first@champion" }] }]);
  second.problem = "nobody routes to it";
  expect((await ready())[0]).toBe(200);
  first.problem = "it was never trained";
  const unable = { ...answers, state: "unable", problem: "it was never trained" };
  expect(await ready()).toEqual([503, { ready: false, targets: [{ ...unable, target: "first@champion" }] }]);
  await service.setRoute("timed", { default: "first", split: { first: 0, second: 1 } }, because);
  expect((await ready())[0]).toBe(503);
  second.problem = undefined;
  expect((await ready())[0]).toBe(200);
  first.problem = undefined;
  second.problem = "it is only asked beside the other";
  await service.setRoute("timed", { default: "first", mirror: ["second"] }, because);
  expect(await ready()).toMatchObject([200, { targets: [{ needed: true }, { needed: false, state: "unable" }] }]);
  expect((await app.inject("/endpoints/timed/implementations")).json()).toMatchObject({
    implementations: [{ targets: [{ state: "ready" }] }, { targets: [{ state: "unable", problem: second.problem }] }],
  });
});

it("is ready without what is optional, and says so", async () => {
  const { ready, first } = await served({ tuning: { first: { optional: true } } });
  first.problem = "later";
  expect(await ready()).toMatchObject([200, { targets: [{ needed: false, state: "unable" }] }]);
});

it("names its targets only to who is known, where keys are asked for", async () => {
  const { key, kept } = newApiKey("probe", ["read"]);
  const { ready } = await served({}, [await security({ keys: [kept] })]);
  expect(await ready()).toEqual([200, { ready: true }]);
  expect(await ready({ "x-api-key": "tdm_probe_no" })).toEqual([200, { ready: true }]);
  expect(await ready({ "x-api-key": key })).toMatchObject([200, { targets: [{ target: "first@champion" }] }]);
});

it("limits one implementation otherwise than the rest", async () => {
  let [most, asked] = [0, 0];
  const waiting = defineImplementation(Timed, {
    name: "first",
    open: () => ({
      answer: () => Promise.reject(new Error("asked alone")),
      async answerMany(inputs) {
        most = Math.max(most, inputs.length);
        asked += inputs.length;
        if (inputs[0]!.x < 0) await new Promise(() => undefined);
        return inputs.map(({ x }) => ({ y: x }));
      },
    }),
  });
  const tuning = { first: { batching: { maxSize: 3, maxLatency: 1_000 }, maxWaiting: 3, deadline: 200 } };
  const { service } = await opened([waiting], { tuning, deadline: 60_000 });
  const ask = (x: number) => service.ask("timed", { x }, { requestId: "r" });
  const given = await Promise.all([1, 2, 3].map(ask));
  expect([given.map(({ output }) => output), most, asked]).toEqual([[{ y: 1 }, { y: 2 }, { y: 3 }], 3, 3]);
  const late = [-1, -2, -3].map((x) => expect(ask(x)).rejects.toMatchObject({ details: { milliseconds: 200 } }));
  await expect(ask(4)).rejects.toMatchObject({ code: "service/overloaded" });
  await Promise.all(late);
});
