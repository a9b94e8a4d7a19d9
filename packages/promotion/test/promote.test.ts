import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkedRows, createModel } from "@tandem/app";
import {
  labeledSamplesOf,
  loadArtifact,
  memoryStore,
  randomSequence,
  type ArtifactStore,
  type Json,
} from "@tandem/core";
import { Registry } from "@tandem/registry";
import { afterAll, describe, expect, it } from "vitest";
import { DEFAULT_STAGES, promote, promotionsOf, storeOf, type PromoteOptions } from "@tandem/promotion";
import { homeless, nearest, type Side } from "./fixtures/nearest.mjs";

const folder = mkdtempSync(join(tmpdir(), "tandem-promotion-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function points(count: number, seed: number) {
  const random = randomSequence(seed);
  return labeledSamplesOf<{ x: number }, Side>(
    Array.from({ length: count }, (_, row) => {
      const x = random() * 4 - 2;
      return { id: `p${seed}-${row}`, data: { x }, label: x + random() - 0.5 > 0 ? "high" : "low" };
    }),
  );
}
const [training, heldOut] = [points(200, 1), points(300, 2)];

let files = 0;
/** A registry with versions trained with these seeds: the higher the seed, the worse the version. */
async function registered(...seeds: number[]) {
  const registry = await Registry.open({ sqlite: join(folder, `${files++}.db`) });
  const stores: Record<string, ArtifactStore> = {
    "memory/blob/models": memoryStore(),
    "memory/blob/prod": memoryStore(),
  };
  for (const seed of seeds) {
    const { version, record } = await createModel(nearest, training, { store: stores["memory/blob/models"]!, seed });
    const run = await registry.runs.start({ experiment: "nearest", record: record as Json });
    await registry.versions.register({ model: "nearest", artifact: version, store: "memory/blob/models", run: run.id });
  }
  const options: Omit<PromoteOptions, "version" | "alias"> = {
    registry,
    pkg: nearest,
    stages: [],
    rules: [{ metric: "logLoss", margin: 0, resamples: 200 }],
    openStore: (address) => stores[address]!,
    heldOut: async () => heldOut as never,
    checkedRows: async () => checkedRows(training) as never,
    author: "ada",
    why: "weekly",
  };
  const to = (version: string, alias: string, more: Partial<PromoteOptions> = {}) =>
    promote({ ...options, ...more, version, alias });
  return { registry, stores, to };
}

describe("promote", () => {
  it("takes the first version, then only one that is better by the margin", async () => {
    const { registry, to } = await registered(5, 0, 4);
    expect((await to("nearest@1", "champion")).record).toMatchObject({ decision: "promoted", champion: null });
    const better = await to("nearest@2", "champion");
    expect(better.record.gates.map(({ gate, passed }) => [gate, passed])).toEqual([
      ["stage", true],
      ["fresh process", true],
      ["metric logLoss", true],
    ]);
    const { candidate, champion, low, samples } = better.record.gates[2]!.details as Record<string, number>;
    expect(candidate).toBeLessThan(champion!);
    expect(low).toBeGreaterThan(0);
    expect(samples).toBe(300);
    await expect(to("nearest@3", "champion")).rejects.toMatchObject({
      code: "promotion/refused",
      details: { failures: [expect.stringContaining("metric logLoss: logLoss is ") as string] },
    });
    expect((await registry.versions.resolve("nearest@champion")).number).toBe(2);
    expect((await promotionsOf(registry, "nearest")).map(({ decision }) => decision)).toEqual([
      "promoted",
      "promoted",
      "refused",
    ]);
    await registry.close();
  });

  it("refuses a rule that cannot be used before anything is promoted by it", async () => {
    const { registry, to } = await registered(0);
    const rules = [{ metric: "logLos" }];
    await expect(to("nearest@1", "champion", { rules })).rejects.toThrow(/"logLos" .* \(is "logLoss" meant\?\)/);
    expect(await promotionsOf(registry, "nearest")).toEqual([]);
    await registry.close();
  });

  it("does not replace a champion that it was not compared with, as it came meanwhile", async () => {
    const { registry, to } = await registered(2, 1, 0);
    await to("nearest@1", "champion");
    const late = to("nearest@2", "champion", {
      heldOut: async () => {
        await registry.aliases.set("nearest", "champion", 3, { author: "bob", why: "faster" });
        return heldOut as never;
      },
    });
    await expect(late).rejects.toMatchObject({
      code: "promotion/refused",
      details: { failures: [expect.stringMatching(/^champion: .*points at version 3 now/) as string] },
    });
    expect((await registry.versions.resolve("nearest@champion")).number).toBe(3);
    expect((await promotionsOf(registry, "nearest")).at(-1)).toMatchObject({ number: 2, decision: "refused" });
    await registry.close();
  });

  it("asks for more than the margin, and lets a negative one pass what is no worse", async () => {
    const { registry, to } = await registered(0, 1);
    await to("nearest@1", "champion");
    await expect(to("nearest@2", "champion")).rejects.toMatchObject({ code: "promotion/refused" });
    const kept = await to("nearest@2", "champion", { rules: [{ metric: "logLoss", margin: -0.2, resamples: 200 }] });
    expect(kept.record.decision).toBe("promoted");
    await expect(to("nearest@1", "champion", { rules: [{ metric: "logLoss", margin: 1 }] })).rejects.toMatchObject({
      code: "promotion/refused",
    });
    await registry.close();
  });

  it("keeps the reason of an override, and wants one", async () => {
    const { registry, to } = await registered(0, 4);
    await to("nearest@1", "champion");
    await expect(to("nearest@2", "champion", { override: "  " })).rejects.toMatchObject({
      code: "promotion/needs-reason",
    });
    const { record } = await to("nearest@2", "champion", { override: "the old one uses a withdrawn field" });
    expect(record).toMatchObject({ decision: "overridden", override: "the old one uses a withdrawn field" });
    expect((await registry.aliases.history("nearest", "champion")).at(-1)).toMatchObject({
      from: 1,
      to: 2,
      author: "ada",
      why: "the old one uses a withdrawn field",
    });
    await registry.close();
  });

  it("goes stage by stage, and copies to the store of a stage", async () => {
    const { registry, stores, to } = await registered(0);
    const stages = [DEFAULT_STAGES[0]!, DEFAULT_STAGES[1]!, { alias: "prod", store: "memory/blob/prod" }];
    await expect(to("nearest@1", "prod", { stages })).rejects.toMatchObject({
      details: { failures: ["stage: it has never been preprod; promote it there first"] },
    });
    for (const alias of ["dev", "preprod", "prod"]) await to("nearest@1", alias, { stages });
    const version = await registry.versions.resolve("nearest@prod");
    expect(version.aliases).toEqual(["dev", "preprod", "prod"]);
    expect(await storeOf(registry, version, "prod")).toBe("memory/blob/prod");
    expect(await storeOf(registry, version, "dev")).toBe("memory/blob/models");
    const ref = { name: "nearest", version: version.artifact };
    expect(await loadArtifact(stores["memory/blob/prod"]!, ref)).toEqual(
      await loadArtifact(stores["memory/blob/models"]!, ref),
    );
    await registry.close();
  });

  it("refuses what a new process cannot load, or predicts otherwise there", async () => {
    const { registry, to } = await registered(0);
    await expect(to("nearest@1", "champion", { pkg: homeless })).rejects.toMatchObject({
      details: { failures: ["fresh process: a new process cannot import nearest: it does not say its module"] },
    });
    process.env["NEAREST_DRIFT"] = String(process.pid);
    const drifted = to("nearest@1", "champion").finally(() => delete process.env["NEAREST_DRIFT"]);
    await expect(drifted).rejects.toMatchObject({
      details: { failures: ["fresh process: a new process predicts otherwise than this one"] },
    });
    await registry.close();
  });

  it("refuses what predicts otherwise than when it was trained, or cannot be compared with that", async () => {
    const { registry, to } = await registered(0, 3);
    const [right, wrong] = [await registry.versions.get("nearest", 1), await registry.versions.get("nearest", 2)];
    const { check } = (await registry.runs.get(right.run!)).record as { check: object };
    const record = (await registry.runs.get(wrong.run!)).record as object;
    await registry.runs.update(wrong.run!, { record: { ...record, check } as Json });
    await expect(to("nearest@2", "champion")).rejects.toMatchObject({
      details: { failures: ["fresh process: it predicts otherwise than when it was trained"] },
    });
    await expect(
      to("nearest@1", "champion", { checkedRows: async () => checkedRows(heldOut) as never }),
    ).rejects.toMatchObject({
      details: { failures: [expect.stringContaining("no longer what they were") as string] },
    });
    await registry.close();
  });

  it("does not take a rule it cannot judge by", async () => {
    const { registry, to } = await registered(0, 1);
    await to("nearest@1", "champion");
    for (const rules of [
      [{ metric: "charm" }],
      [{ metric: "charm", higherIsBetter: true }],
      [{ metric: "logLoss", confidence: 2 }],
    ])
      await expect(to("nearest@2", "champion", { rules })).rejects.toMatchObject({ code: "promotion/bad-rule" });
    await registry.close();
  });
});
