import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkedRows, createModel } from "@tandem/app";
import { labeledSamplesOf, memoryStore, type Json } from "@tandem/core";
import { Registry } from "@tandem/registry";
import { afterAll, describe, expect, it } from "vitest";
import { promote } from "@tandem/promotion";
import { thirds, type Third } from "./fixtures/thirds.mjs";

const folder = mkdtempSync(join(tmpdir(), "tandem-rare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const labelled = (rare: number) =>
  labeledSamplesOf<{ x: number }, Third>(
    Array.from({ length: 60 }, (_, row) => ({
      id: `${rare}-${row}`,
      data: { x: row },
      label: row < rare ? "rare" : row % 3 === 0 ? "sometimes" : "often",
    })),
  );

describe("a class too rare to be drawn each time", () => {
  const training = labelled(2);
  /** A worse champion and a better candidate, compared on these samples. */
  async function promoted(file: string, heldOut: typeof training) {
    const registry = await Registry.open({ sqlite: join(folder, file) });
    const store = memoryStore();
    for (const seed of [1, 2]) {
      const { version, record } = await createModel(thirds, training, { store, seed });
      const run = await registry.runs.start({ experiment: "thirds", record: record as Json });
      await registry.versions.register({ model: "thirds", artifact: version, store: "memory/blob/m", run: run.id });
    }
    const to = (version: string) =>
      promote({
        registry,
        pkg: thirds,
        version,
        alias: "champion",
        stages: [],
        rules: [{ metric: "logLoss", resamples: 100 }],
        openStore: () => store,
        heldOut: async () => heldOut,
        checkedRows: async () => checkedRows(training),
        trainedLabels: async () => training.labels,
        author: "ada",
        why: "weekly",
      });
    await to("thirds@1");
    const { record } = await to("thirds@2");
    await registry.close();
    return record.gates.find(({ gate }) => gate === "metric logLoss");
  }

  it.each([
    ["one held-out sample shows", { rare: 1, often: 40, sometimes: 19 }],
    ["only training shows", { rare: 0, often: 40, sometimes: 20 }],
  ])("is known where %s it", async (_, { rare, often, sometimes }) => {
    const gate = await promoted(`${rare}.db`, labelled(rare));
    expect(gate).toMatchObject({ passed: true, details: { resamples: 100 } });
    const log = (share: number) => Math.log(share / 60);
    const loss = -(rare * log(2) + often * log(39) + sometimes * log(19)) / 60;
    expect(gate!.details["candidate"]).toBeCloseTo(loss, 12);
  });
});
