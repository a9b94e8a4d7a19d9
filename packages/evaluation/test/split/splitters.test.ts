import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { labeledSamplesOf, TandemError } from "@tandem/core";
import {
  groupKFold,
  kFold,
  repeated,
  shuffleSplit,
  stratifiedKFold,
  timeSeriesSplit,
  type Fold,
  type Splitter,
} from "@tandem/evaluation";

interface Case {
  readonly splitter: "kFold" | "stratifiedKFold" | "groupKFold" | "timeSeriesSplit";
  readonly options: Record<string, number>;
  readonly length: number;
  readonly labels: string[] | null;
  readonly groups: string[] | null;
  readonly folds: { readonly train: number[]; readonly test: number[] }[];
}
const { cases } = JSON.parse(readFileSync(new URL("../fixtures/splits.json", import.meta.url), "utf8")) as {
  cases: Case[];
};
const makers: Record<string, (options: Record<string, number>) => Splitter> = {
  kFold,
  stratifiedKFold,
  groupKFold,
  timeSeriesSplit,
};
const plain = (folds: readonly Fold[]) => folds.map(({ train, test }) => ({ train: [...train], test: [...test] }));
const code = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    return TandemError.is(error) ? error.code : String(error);
  }
  return "nothing thrown";
};

describe("deterministic splitters", () => {
  it.each(cases.map((one) => [`${one.splitter} ${JSON.stringify(one.options)} of ${one.length}`, one] as const))(
    "%s gives scikit-learn's folds",
    (_, one) => {
      const samples = {
        length: one.length,
        ...(one.labels && { labels: one.labels }),
        ...(one.groups && { groups: one.groups }),
      };
      expect(plain(makers[one.splitter]!(one.options).split(samples))).toEqual(one.folds);
    },
  );
});

const labels = Array.from({ length: 103 }, (_, row) => (row % 7 === 0 ? "rare" : "usual"));
const groups = Array.from({ length: 103 }, (_, row) => `g${(row * row) % 13}`);
const samples = { length: 103, labels, groups };

describe("shuffling splitters", () => {
  const seeded: Record<string, (seed: number) => Splitter> = {
    kFold: (seed) => kFold({ folds: 4, shuffle: true, seed }),
    stratifiedKFold: (seed) => stratifiedKFold({ folds: 4, shuffle: true, seed }),
    groupKFold: (seed) => groupKFold({ folds: 4, shuffle: true, seed }),
  };
  it.each(Object.entries(seeded))("%s tests every row once, alike for a seed and otherwise for another", (_, make) => {
    const folds = make(1).split(samples);
    expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...Array(103).keys()]);
    for (const { train, test } of folds) {
      expect(new Set([...train, ...test]).size).toBe(103);
      expect([...test]).toEqual([...test].sort((a, b) => a - b));
    }
    expect(plain(make(1).split(samples))).toEqual(plain(folds));
    expect(plain(make(2).split(samples))).not.toEqual(plain(folds));
  });
  it("keeps the classes' proportions to within one sample", () => {
    for (const splitter of [stratifiedKFold({ folds: 4 }), stratifiedKFold({ folds: 4, shuffle: true, seed: 9 })]) {
      const rare = splitter.split(samples).map(({ test }) => test.filter((row) => labels[row] === "rare").length);
      expect(Math.max(...rare) - Math.min(...rare)).toBeLessThanOrEqual(1);
    }
  });
  it("never has a group on both sides", () => {
    for (const splitter of [groupKFold({ folds: 4 }), groupKFold({ folds: 4, shuffle: true, seed: 5 })])
      for (const { train, test } of splitter.split(samples)) {
        const trained = new Set([...train].map((row) => groups[row]));
        expect([...test].some((row) => trained.has(groups[row]))).toBe(false);
      }
  });
  it("draws independent divisions, stratified when asked", () => {
    const folds = shuffleSplit({ folds: 3, testSize: 0.25, seed: 4 }).split(samples);
    expect(folds.map(({ train, test }) => [train.length, test.length])).toEqual([
      [77, 26],
      [77, 26],
      [77, 26],
    ]);
    expect(plain(shuffleSplit({ folds: 5, testSize: 0.25, seed: 4 }).split(samples)).slice(0, 3)).toEqual(plain(folds));
    for (const { test } of shuffleSplit({ stratified: true, testSize: 0.2 }).split(samples))
      expect(test.filter((row) => labels[row] === "rare").length).toBe(3);
  });
  it("repeats with other seeds", () => {
    const folds = repeated((seed) => kFold({ folds: 3, shuffle: true, seed }), { repeats: 4, seed: 2 }).split(samples);
    expect(folds.length).toBe(12);
    expect(new Set(folds.map(({ test }) => test.join())).size).toBe(12);
  });
});

describe("functions of a sample", () => {
  const visits = labeledSamplesOf<{ shop: string; on: Date }, number>(
    [5, 2, 9, 1, 7, 3].map((day, i) => ({
      id: String(i),
      data: { shop: day % 2 ? "odd" : "even", on: new Date(2024, 0, day) },
      label: day,
    })),
  );
  it("groups by what is in the data", () => {
    const folds = groupKFold({ folds: 2, group: (visit: { data: { shop: string } }) => visit.data.shop }).split(visits);
    expect(folds.map(({ test }) => [...test])).toEqual([[0, 2, 3, 4, 5], [1]]);
  });
  it("orders by time whatever the order of the samples", () => {
    const folds = timeSeriesSplit({ folds: 2, time: (visit: { data: { on: Date } }) => visit.data.on }).split(visits);
    expect(plain(folds)).toEqual([
      { train: [3, 1], test: [5, 0] },
      { train: [3, 1, 5, 0], test: [4, 2] },
    ]);
  });
});

describe("what cannot be split", () => {
  it.each([
    ["more folds than samples", () => kFold({ folds: 5 }).split({ length: 4 }), "split/too-few"],
    ["one fold", () => kFold({ folds: 1 }), "split/bad-option"],
    ["half a fold", () => stratifiedKFold({ folds: 2.5 }), "split/bad-option"],
    ["no labels", () => stratifiedKFold().split({ length: 20 }), "split/missing"],
    [
      "every class smaller than the folds",
      () => stratifiedKFold().split({ length: 6, labels: ["a", "a", "a", "b", "b", "b"] }),
      "split/too-few",
    ],
    [
      "a class for each of very many samples",
      () =>
        stratifiedKFold().split({ length: 300_000, labels: Float64Array.from({ length: 300_000 }, (_, row) => row) }),
      "split/too-few",
    ],
    ["no groups", () => groupKFold().split({ length: 20 }), "split/missing"],
    [
      "fewer groups than folds",
      () => groupKFold({ folds: 3 }).split({ length: 4, groups: ["a", "b", "a", "b"] }),
      "split/too-few",
    ],
    ["a function without samples", () => groupKFold({ group: () => "a" }).split({ length: 20 }), "split/missing"],
    [
      "test blocks that don't fit",
      () => timeSeriesSplit({ folds: 3, testSize: 4 }).split({ length: 12 }),
      "split/too-few",
    ],
    [
      "a sample without time",
      () => timeSeriesSplit({ folds: 2, time: () => new Date("never") }).split({ length: 9, at: () => null }),
      "split/bad-option",
    ],
    ["all samples for testing", () => shuffleSplit({ testSize: 1 }), "split/bad-option"],
    [
      "a stratum of one",
      () => shuffleSplit({ stratified: true }).split({ length: 3, labels: ["a", "a", "b"] }),
      "split/too-few",
    ],
  ])("%s", (_, action, expected) => {
    expect(code(action)).toBe(expected);
  });
});
