import { request } from "node:http";
import { defineImplementation, TandemError, type Asked } from "@tandem/core";
import { abortSignalOf, httpServer, invocations, openInference, watchCanaries, type Outcome } from "@tandem/service";
import { expect, it, onTestFinished } from "vitest";
import { Timed, timesImplementation } from "./fixtures/doubling.mjs";
import { because, opened } from "./fixtures/opened.ts";

/** Takes questions and never answers them by itself. */
function holding(name = "holding") {
  const asked: Asked[] = [];
  const aborted: AbortSignal[] = [];
  const answer = (_: unknown, question: Asked) => {
    asked.push(question);
    const signal = abortSignalOf(question.signal);
    return new Promise<never>((_done, fail) => {
      signal.addEventListener("abort", () => {
        aborted.push(signal);
        fail(new Error("stopped by its signal"));
      });
    });
  };
  return { asked, aborted, implementation: defineImplementation(Timed, { name, open: () => ({ answer }) }) };
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((next) => setTimeout(next, 5));
}

/** Asks over a connection of its own, and hangs up when told to. */
function askAndLeave(port: number, path: string, body: unknown): { leave(): void } {
  const headers = { "content-type": "application/json" };
  const asked = request({ port, host: "127.0.0.1", method: "POST", path, headers, agent: false });
  asked.on("error", () => undefined).end(JSON.stringify(body));
  return { leave: () => void asked.destroy() };
}

async function served(implementations: Parameters<typeof opened>[0]) {
  const { service } = await opened(implementations);
  const app = httpServer(service, { modules: [openInference, invocations()] });
  onTestFinished(() => app.close());
  const port = Number(new URL(await app.listen({ port: 0, host: "127.0.0.1" })).port);
  const outcomes: Outcome[] = [];
  service.observe((outcome) => void outcomes.push(outcome));
  return { service, port, outcomes };
}

const tensor = { inputs: [{ name: "x", datatype: "FP64", shape: [2, 1], data: [1, 2] }] };
it.each([
  ["a question", "/endpoints/timed", { x: 1 }],
  ["tensors", "/v2/models/timed/infer", tensor],
  ["a frame", "/invocations", { dataframe_records: [{ x: 1 }, { x: 2 }] }],
])("a client that hangs up aborts %s, and no fallback is asked", async (_what, path, body) => {
  const { implementation, asked, aborted } = holding();
  const { service, port, outcomes } = await served([implementation, timesImplementation]);
  await service.setRoute("timed", { default: "holding", fallback: "times" }, because);
  const { leave } = askAndLeave(port, path, body);
  await until(() => asked.length > 0);
  expect(asked[0]!.signal.aborted).toBe(false);
  leave();
  await until(() => asked.every(({ signal }) => signal.aborted) && service.underWay === 0);
  expect(aborted).toHaveLength(asked.length);
  expect(asked[0]!.signal.reason).toMatchObject({ code: "service/gone" });
  expect(new Set(outcomes.map(({ role }) => role))).toEqual(new Set(["answer"]));
  expect(outcomes.every(({ error }) => TandemError.is(error, "service/gone"))).toBe(true);
});

it("a connection that is kept open aborts nothing", async () => {
  const seen: Asked[] = [];
  const later = defineImplementation(Timed, {
    name: "later",
    open: () => ({
      async answer({ x }, asked) {
        seen.push(asked);
        await new Promise((done) => setTimeout(done, 1));
        return { y: x };
      },
    }),
  });
  const { port } = await served([later]);
  const ask = async (x: number) => {
    const headers = { "content-type": "application/json" };
    const reply = await fetch(`http://127.0.0.1:${port}/endpoints/timed`, {
      method: "POST",
      headers,
      body: JSON.stringify({ x }),
    });
    return reply.json();
  };
  for (let x = 0; x < 20; x++) expect(await ask(x)).toEqual({ y: x });
  expect(seen.every(({ signal }) => !signal.aborted)).toBe(true);
});

it("takes an AbortSignal of whoever asks without HTTP", async () => {
  const { implementation, asked } = holding();
  const { service } = await opened([implementation]);
  const controller = new AbortController();
  const answer = service.ask("timed", { x: 1 }, { requestId: "r", signal: controller.signal });
  await until(() => asked.length > 0);
  controller.abort();
  await expect(answer).rejects.toMatchObject({ code: "service/gone" });
  const late = service.ask("timed", { x: 1 }, { requestId: "r", signal: controller.signal });
  await expect(late).rejects.toMatchObject({ code: "service/gone" });
  expect(asked).toHaveLength(1);
});

it("does not blame a canary for clients that leave", async () => {
  const { implementation, asked } = holding();
  const { service } = await opened([timesImplementation, implementation]);
  watchCanaries(service);
  const limits = { minAnswers: 1, maxErrorRate: 0, maxLatencyRatio: 10 };
  const route = { default: "times", canary: { target: "holding", steps: [1], step: 0, ...limits } };
  await service.setRoute("timed", route, because);
  const controller = new AbortController();
  const answer = service.ask("timed", { x: 1 }, { requestId: "r", signal: controller.signal });
  await until(() => asked.length > 0);
  controller.abort();
  await expect(answer).rejects.toMatchObject({ code: "service/gone" });
  await new Promise((next) => setTimeout(next, 20));
  expect(service.route("timed")).toEqual(route);
});
