import { classification, regression, type Json } from "@tandem/core";
import {
  labelPredictions,
  liveMetrics,
  logPredictions,
  predictionTable,
  profileOf,
  redacted,
  watchDrift,
  type FoundDrift,
  type PredictionRow,
} from "@tandem/monitoring";
import { memoryTechnology } from "@tandem/storage-memory";
import { expect, it } from "vitest";
import { failing, halving } from "./service.ts";

const openTable = () => predictionTable(memoryTechnology());
const rowsOf = async (table: Awaited<ReturnType<typeof openTable>>) => {
  const rows: PredictionRow[] = [];
  for await (const row of table.select()) rows.push(row);
  return rows;
};

it("keeps answers without what is sensitive, joins labels, and says how good they were", async () => {
  const [service, table] = [await halving(), await openTable()];
  const log = logPredictions(service, table, { sensitive: { half: ["email"] } });
  for (const x of [2, 4, 6]) await service.ask("half", { x, email: "ada@example.org" }, { requestId: `r${x}` });
  await expect(service.ask("half", { x: 1 }, failing)).rejects.toThrow();
  await log.stop();
  const rows = await rowsOf(table);
  expect(rows).toHaveLength(4);
  expect(rows.find(({ requestId }) => requestId === "r2")).toMatchObject({
    endpoint: "half",
    target: "halves@champion",
    input: { x: 2, email: "[redacted]" },
    output: { label: 1 },
    error: null,
    label: null,
  });
  expect(rows.find(({ requestId }) => requestId === "bad")).toMatchObject({ error: "unknown" });
  expect(await liveMetrics(table, regression(), { endpoint: "half" })).toEqual({ labelled: 0 });
  const given = [
    { requestId: "r2", label: 1 },
    { requestId: "r4", label: 4 },
    { requestId: "unknown", label: 4 },
  ];
  expect(await labelPredictions(table, given)).toBe(2);
  const live = await liveMetrics(table, regression(), { endpoint: "half", target: "halves@champion" });
  expect(live).toMatchObject({ labelled: 2, metrics: { mae: 1, bias: -1 } });
  const future = { endpoint: "half", since: new Date(Date.now() + 60_000) };
  expect(await liveMetrics(table, regression(), future)).toEqual({ labelled: 0 });
});

it("says how good a classifier was whose rare class nobody has shown yet", async () => {
  const table = await openTable();
  const row = (id: string, label: string, probabilities: readonly number[], truth: Json): PredictionRow => ({
    id,
    requestId: id,
    endpoint: "kind",
    target: "kinds@champion",
    version: "kinds@1",
    role: "answer",
    at: new Date(Number(id)).toISOString(),
    milliseconds: 1,
    input: {},
    output: { label, probability: Math.max(...probabilities), probabilities },
    error: null,
    label: truth,
  });
  await table.upsert([row("1", "a", [0.5, 0.2, 0.3], "a"), row("2", "c", [0.1, 0.1, 0.8], "a")]);
  const task = classification<string>();
  expect(await liveMetrics(table, task, { endpoint: "kind" })).toEqual({ labelled: 2 });
  const { metrics } = await liveMetrics(table, task, { endpoint: "kind", classes: ["a", "b", "c"] });
  expect(metrics).toMatchObject({ accuracy: 0.5 });
  expect(metrics!["logLoss"]).toBeCloseTo(-(Math.log(0.5) + Math.log(0.1)) / 2, 12);
});

it("keeps the declared share, all of a question or none", async () => {
  const [service, table] = [await halving(), await openTable()];
  await service.setRoute("half", { default: "halves", mirror: ["halves@champion"] }, { author: "t", why: "t" });
  const log = logPredictions(service, table, { share: 0.3 });
  for (let n = 0; n < 1000; n++) await service.ask("half", { x: n }, { requestId: `request-${n}` });
  await log.stop();
  const byRole = new Map<string, Set<string>>();
  for (const { role, requestId } of await rowsOf(table))
    byRole.set(role, (byRole.get(role) ?? new Set()).add(requestId));
  expect(byRole.get("answer")!.size).toBeGreaterThan(230);
  expect(byRole.get("answer")!.size).toBeLessThan(370);
  expect(byRole.get("mirror")).toEqual(byRole.get("answer"));
  expect(() => logPredictions(service, table, { share: 2 })).toThrow("in [0, 1]");
});

it("harms no answer where the table fails or is too slow", async () => {
  const [service, table] = [await halving(), await openTable()];
  const failingTable = { ...table, upsert: () => Promise.reject(new Error("planted")) };
  const log = logPredictions(service, failingTable, { maxWaiting: 2 });
  for (let x = 0; x < 3; x++)
    expect((await service.ask("half", { x }, { requestId: `r${x}` })).output).toEqual({ label: x / 2 });
  await log.stop();
  expect(log.dropped).toBe(3);
});

it("redacts nested fields and those of lists", () => {
  const value = { a: { b: 1, c: 2 }, list: [{ name: "x", n: 1 }, { name: "y" }], when: new Date(0) };
  expect(redacted(value, ["a.b", "list.name", "absent.field"])).toEqual({
    a: { b: "[redacted]", c: 2 },
    list: [{ name: "[redacted]", n: 1 }, { name: "[redacted]" }],
    when: "1970-01-01T00:00:00.000Z",
  });
});

it("warns where recent inputs or answers are not those of the training", async () => {
  const service = await halving();
  const usual = Array.from({ length: 500 }, (_, n) => 10 * Math.sin(n));
  const profile = profileOf({ x: usual, "prediction.label": usual.map((x) => x / 2) });
  const alerts: FoundDrift[] = [];
  const psi = new Map<string, number>();
  const onFound = (found: FoundDrift, alert: boolean) => {
    psi.set(found.field, found.psi);
    if (alert) alerts.push(found);
  };
  const watch = watchDrift(service, { endpoint: "half", profile, window: 100, onFound });
  const ask = async (offset: number) => {
    for (const x of usual.slice(0, 100)) await service.ask("half", { x: x + offset }, { requestId: "r" });
  };
  await ask(0);
  expect(alerts).toEqual([]);
  expect(watch.records.map(({ field }) => field)).toEqual(["x", "prediction.label"]);
  await ask(7);
  expect(alerts).toMatchObject([
    { endpoint: "half", version: "", field: "x", test: "ks" },
    { endpoint: "half", version: "", field: "prediction.label", test: "ks" },
  ]);
  expect(psi.get("x")).toBeGreaterThan(0.2);
  watch.stop();
});

it("looks at one version's answers alone, and no more often than it is told", async () => {
  const service = await halving();
  const looks: FoundDrift[] = [];
  const options = { endpoint: "half", profile: profileOf({ x: [1, 2, 3] }), window: 20 };
  const onFound = (found: FoundDrift) => void looks.push(found);
  const other = watchDrift(service, { ...options, version: "other@1", onFound });
  const seldom = watchDrift(service, { ...options, interval: 3_600_000, onFound });
  for (let x = 0; x < 60; x++) await service.ask("half", { x }, { requestId: "r" });
  expect(looks).toMatchObject([{ field: "x", version: "", count: 20 }]);
  other.stop();
  seldom.stop();
});

it("never keeps what the endpoint's own schemas declare sensitive", async () => {
  const [service, table] = [await halving(), await openTable()];
  const log = logPredictions(service, table);
  await service.ask("half", { x: 2, phone: "555" }, { requestId: "r" });
  await log.stop();
  expect(await rowsOf(table)).toMatchObject([{ input: { x: 2, phone: "[redacted]" }, output: { label: 1 } }]);
});
