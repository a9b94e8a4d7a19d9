import { defineImplementation } from "@tandem/core";
import { watchCanaries, type Canary } from "@tandem/service";
import { describe, expect, it } from "vitest";
import { judge } from "../src/canary/judge.ts";
import { Latencies } from "../src/canary/latencies.ts";
import { Timed, timesImplementation } from "./fixtures/doubling.mjs";
import { because, opened } from "./fixtures/opened.ts";

const canary: Canary = {
  target: "times@candidate",
  steps: [0.2, 0.6],
  step: 0,
  minAnswers: 10,
  maxErrorRate: 0.1,
  maxLatencyRatio: 1e6,
};

describe("judging", () => {
  const well = { answers: 10, errors: 0, median: 1 };
  it("waits for answers, steps, and promotes after the last step", () => {
    expect(judge(canary, { ...well, answers: 9 }, well).kind).toBe("wait");
    expect(judge(canary, well, well).kind).toBe("step");
    expect(judge({ ...canary, step: 1 }, well, well).kind).toBe("promote");
  });
  it("rolls back at once on more errors than may be, and on slowness", () => {
    expect(judge(canary, { ...well, answers: 2, errors: 1 }, well).kind).toBe("wait");
    expect(judge(canary, { ...well, answers: 2, errors: 2 }, well).kind).toBe("rollback");
    expect(judge({ ...canary, maxLatencyRatio: 2 }, { ...well, median: 2.5 }, well).kind).toBe("rollback");
    expect(judge({ ...canary, maxLatencyRatio: 2 }, well, { ...well, median: NaN }).kind).toBe("step");
  });
  it("waits for a metric that is asked for, and rolls back where it is lower than allowed", () => {
    const asked = { ...canary, maxMetricLoss: 0.05 };
    expect(judge(asked, well, well).kind).toBe("wait");
    expect(judge(asked, { ...well, metric: 0.8 }, { ...well, metric: 0.84 }).kind).toBe("step");
    expect(judge(asked, { ...well, metric: 0.8 }, { ...well, metric: 0.9 }).kind).toBe("rollback");
  });
});

it("knows latencies within 5 %", () => {
  const latencies = new Latencies();
  for (let i = 1; i <= 1000; i++) latencies.add(i / 10);
  expect(Math.abs(latencies.quantile(0.5) / 50 - 1)).toBeLessThan(0.05);
  expect(latencies.count).toBe(1000);
  expect(new Latencies().quantile(0.5)).toBeNaN();
  const both = new Latencies();
  both.merge(latencies.buckets());
  both.merge(latencies.buckets());
  expect([both.count, both.quantile(0.9)]).toEqual([2000, latencies.quantile(0.9)]);
});

describe("a canary", () => {
  const failing = defineImplementation(Timed, {
    name: "failing",
    open: () => ({
      answer() {
        throw new Error("planted");
      },
    }),
  });
  const askUntil = async (service: Awaited<ReturnType<typeof opened>>["service"], done: () => boolean) => {
    for (let n = 0; n < 3_000 && !done(); n++)
      await service.ask("timed", { x: 1 }, { requestId: `r${n}`, key: `k${n}` });
  };
  it("steps up, becomes the default, and the history says why", async () => {
    const { service } = await opened([timesImplementation]);
    const verdicts: string[] = [];
    watchCanaries(service, { onVerdict: (_, { kind }) => void verdicts.push(kind) });
    await service.setRoute("timed", { default: "times", canary }, because);
    await askUntil(service, () => verdicts.includes("promote"));
    expect(verdicts).toEqual(["step", "promote"]);
    expect(service.route("timed")).toEqual({ default: "times@candidate" });
    const history = await service.routeHistory("timed");
    expect(history.map(({ author }) => author)).toEqual(["test", "canary", "canary"]);
    expect(history[1]!.why).toMatch(/canary times@candidate: 1\d answers, 0 failed, .*: from 20 % to 60 %/);
  });
  it("falls back when it fails, and no question fails where there is a fallback", async () => {
    const { service } = await opened([timesImplementation, failing]);
    const verdicts: string[] = [];
    watchCanaries(service, { onVerdict: (_, { kind }) => void verdicts.push(kind) });
    const route = { default: "times", fallback: "times", canary: { ...canary, target: "failing" } };
    await service.setRoute("timed", route, because);
    await askUntil(service, () => verdicts.length > 0);
    expect(verdicts).toEqual(["rollback"]);
    expect(service.route("timed")).toEqual({ default: "times", fallback: "times" });
    expect((await service.routeHistory("timed")).at(-1)!.why).toContain("2 of 2 answers failed");
  });
  it("asks the live metric", async () => {
    const { service } = await opened([timesImplementation]);
    const verdicts: string[] = [];
    watchCanaries(service, {
      metric: async (_, target) => (target === "times@candidate" ? 0.7 : 0.9),
      onVerdict: (_, { kind }) => void verdicts.push(kind),
    });
    await service.setRoute("timed", { default: "times", canary: { ...canary, maxMetricLoss: 0.1 } }, because);
    await askUntil(service, () => verdicts.length > 0);
    expect(verdicts).toEqual(["rollback"]);
  });
  it("is not moved by questions that chose their target themselves", async () => {
    const { service } = await opened([timesImplementation]);
    watchCanaries(service);
    await service.setRoute("timed", { default: "times", canary }, because);
    for (let n = 0; n < 40; n++)
      await service.ask("timed", { x: 1 }, { requestId: `r${n}`, implementation: "times@candidate" });
    expect(service.route("timed").canary?.step).toBe(0);
  });
});
