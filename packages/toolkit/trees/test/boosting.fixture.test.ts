import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fitBoosting, predictTrees, type BoostingOptions } from "@tandem/toolkit-trees";

interface Case {
  readonly options: BoostingOptions;
  readonly target: number[];
  readonly weights: number[] | null;
  readonly predicted: number[];
  /** Missing values are 0. */
  readonly fill: boolean;
}
interface FirstTree {
  readonly value: number[];
  readonly count: number[];
  readonly threshold: number[];
  readonly feature: number[];
  readonly leaf: number[];
  readonly gain: number[];
  readonly missingLeft: number[];
}
interface Fixture {
  readonly rows: number;
  readonly columns: number;
  readonly features: (number | null)[];
  readonly probe: (number | null)[];
  readonly cases: Record<string, Case> & { squared: Case & { firstTree: FirstTree } };
}

// Computed by scikit-learn: boosting.py beside it says with which version.
const fixture = JSON.parse(readFileSync(new URL("./fixtures/boosting.json", import.meta.url), "utf8")) as Fixture;
const { rows, columns } = fixture;
const matrix = (count: number, values: (number | null)[], fill: boolean) => ({
  rows: count,
  columns,
  data: Float64Array.from(values, (value) => value ?? (fill ? 0 : NaN)),
});
const common: BoostingOptions = { trees: 12, learningRate: 0.2, maxLeaves: 7, minLeafSamples: 10 };

const fit = ({ options, target, weights, fill }: Case) =>
  fitBoosting(
    { features: matrix(rows, fixture.features, fill), targets: target, ...(weights ? { weights } : {}) },
    { ...common, ...options },
  );

describe("agrees with scikit-learn's HistGradientBoosting", () => {
  it("in every node of the first tree", async () => {
    const expected = fixture.cases.squared.firstTree;
    const trees = await fit(fixture.cases.squared);
    // scikit-learn numbers nodes as it makes them too, but in another order: compare what the nodes hold.
    const leaves = (value: (i: number) => number[], inner: boolean[]) =>
      inner.flatMap((_, i) => (inner[i] ? [] : [value(i)])).sort((a, b) => a[0]! - b[0]!);
    const end = trees.roots[1]!;
    const own = leaves(
      (i) => [trees.value[i]!, trees.cover[i]!],
      Array.from({ length: end }, (_, i) => trees.feature[i]! >= 0),
    );
    const theirs = leaves(
      (i) => [expected.value[i]!, expected.count[i]!],
      expected.leaf.map((leaf) => !leaf),
    );
    expect(own.length).toBe(theirs.length);
    own.forEach(([value, count], i) => {
      expect(value).toBeCloseTo(theirs[i]![0]!, 6);
      expect(count).toBe(theirs[i]![1]);
    });
    expect(trees.feature[0]).toBe(expected.feature[0]);
    expect(trees.threshold[0]).toBeCloseTo(expected.threshold[0]!, 9);
  });
  it.each(Object.keys(fixture.cases))("in predictions: %s", async (name) => {
    const { predicted, fill } = fixture.cases[name]!;
    const own = predictTrees(await fit(fixture.cases[name]!), matrix(60, fixture.probe, fill));
    const worst = Math.max(...own.map((value, i) => Math.abs(value - predicted[i]!)));
    expect(worst).toBeLessThan(1e-5);
  });
});
