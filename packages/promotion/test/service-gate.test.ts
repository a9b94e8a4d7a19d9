import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { checkedRows, createModel } from "@tandem/app";
import { digestSamples, labeledSamplesOf, loadArtifact, memoryStore, samplesOf } from "@tandem/core";
import { serviceGate, type ServiceGate } from "@tandem/promotion";
import { describe, expect, it } from "vitest";
import { farthest } from "../src/farthest.ts";
import { nearest, type Side } from "./fixtures/nearest.mjs";

type Answer = (outcome: object, row: number) => { status?: number; version?: string; body: unknown };

/** The gate of a version, asked of a server that answers as `answer` makes of what the model predicts. */
async function gate(answer: Answer, more: Partial<ServiceGate> = {}) {
  const training = labeledSamplesOf<{ x: number }, Side>(
    Array.from({ length: 40 }, (_, row) => ({
      id: `p${row}`,
      data: { x: row - 20 },
      label: row > 20 ? "high" : "low",
    })),
  );
  const store = memoryStore();
  const { version, record } = await createModel(nearest, training, { store });
  const artifact = await loadArtifact(store, { name: nearest.name, version });
  const model = await nearest.restore(artifact);
  let [row, stopped] = [0, 0];
  const server = createServer((request, reply) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      void model.predict(samplesOf([{ id: "q", data: JSON.parse(text) as { x: number } }])).then((predictions) => {
        const { id: _, ...outcome } = predictions.at(0);
        const { status = 200, version: by = "nearest@7", body } = answer(outcome, row++);
        reply.writeHead(status, { "x-tandem-version": by }).end(JSON.stringify(body));
      });
    });
  });
  const start = async () => {
    await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/endpoints/nearest`;
    return { url, stop: async () => void (stopped++, server.close()) };
  };
  const samples = checkedRows(training) as unknown as ServiceGate["samples"];
  const result = await serviceGate({
    pkg: nearest,
    version: "nearest@7",
    artifact,
    samples,
    recorded: record.check,
    start,
    ...more,
  });
  return { ...result, stopped, asked: row };
}
const right: Answer = (outcome) => ({ body: outcome });

describe("serviceGate", () => {
  it("lets pass what answers every row as in training, and stops the service", async () => {
    expect(await gate(right)).toMatchObject({
      gate: "service",
      passed: true,
      finding: "a service answers 32 rows as it predicted in training",
      stopped: 1,
      asked: 32,
    });
  });

  it.each<readonly [string, Answer, string]>([
    [
      "other numbers",
      (body, row) => ({ body: row === 9 ? { ...body, probability: 0.123 } : body }),
      "answers otherwise",
    ],
    ["another label", (body, row) => ({ body: row === 9 ? { ...body, label: "none" } : body }), "answers otherwise"],
    ["a field too few", ({ ...body }) => ({ body: { ...body, probabilities: undefined } }), "answers otherwise"],
    ["failures", (body, row) => ({ body, status: row === 3 ? 500 : 200 }), "row p3 got 500"],
    ["another version", (body) => ({ body, version: "nearest@6" }), "answered by nearest@6, not by nearest@7"],
  ])("refuses %s", async (_, answer, finding) => {
    const result = await gate(answer);
    expect(result).toMatchObject({ passed: false, stopped: 1 });
    expect(result.finding).toContain(finding);
  });

  it("refuses what no service starts with, and what predicts otherwise than when it was trained", async () => {
    const start = () => Promise.reject(new Error("it ended with 1: no memory"));
    expect(await gate(right, { start })).toMatchObject({
      passed: false,
      finding: "a service did not start with it: it ended with 1: no memory",
    });
    const samples = samplesOf([{ id: "a", data: { x: 1 } }]) as unknown as ServiceGate["samples"];
    const other = await gate(right, { samples });
    expect(other).toMatchObject({ passed: true, asked: 1 }); // these rows were not recorded
    const recorded = { rows: 1, samples: digestSamples(samples), predictions: "0".repeat(64) };
    expect(await gate(right, { samples, recorded })).toMatchObject({
      passed: false,
      finding: "it predicts otherwise than when it was trained",
    });
  });

  it("asks, and cannot compare, what depends on other rows; does not ask what has no JSON form", async () => {
    const traits = { rowIndependent: false, deterministic: true };
    const depends = await gate(() => ({ body: {} }), { pkg: { ...nearest, traits } as typeof nearest });
    expect(depends).toMatchObject({
      passed: true,
      finding: "answers 32 rows, which others asked with them may change",
    });
    const sample = { "~standard": { version: 1, vendor: "own", validate: (value: unknown) => ({ value }) } };
    const silent = await gate(right, { pkg: { ...nearest, sample } as never });
    expect(silent).toMatchObject({ passed: true, asked: 0, stopped: 0 });
  });
});

it("finds the largest relative distance, and what is no number's", () => {
  expect(farthest({ a: [1, 200] }, { a: [1.5, 202] })).toBe(0.5);
  expect(farthest({ a: 1e6 }, { a: 1e6 + 1 })).toBeCloseTo(1e-6, 9);
  for (const [a, b] of [
    ["x", "y"],
    [1, "1"],
    [null, {}],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [[], {}],
  ])
    expect(farthest(a, b)).toBe(Infinity);
});
