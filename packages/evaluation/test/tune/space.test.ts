import { describe, expect, expectTypeOf, it } from "vitest";
import { randomSequence, TandemError } from "@tandem/core";
import {
  choice,
  randomSearch,
  real,
  tpe,
  whole,
  type ParametersOf,
  type Sampler,
  type Space,
  type Tried,
} from "@tandem/evaluation";

const space = {
  rate: real({ from: 1e-4, to: 1, scale: "log" }),
  leaves: whole({ from: 2, to: 9 }),
  kind: choice(["gbdt", "goss"]),
  fixed: choice([true]),
};
const bad = (action: () => unknown) =>
  expect(action).toThrow(expect.toSatisfy((error) => TandemError.is(error, "tune/bad-space")));

describe("spaces", () => {
  it("types the parameters", () => {
    expectTypeOf<ParametersOf<typeof space>>().toEqualTypeOf<{
      readonly rate: number;
      readonly leaves: number;
      readonly kind: "gbdt" | "goss";
      readonly fixed: true;
    }>();
  });
  it("draws evenly by each parameter's own measure, both ends included", () => {
    const random = randomSequence(1);
    const points = Array.from(
      { length: 4000 },
      () => randomSearch().suggest(space, [], Math.floor(random() * 2 ** 31)) as ParametersOf<typeof space>,
    );
    expect(points.filter(({ rate }) => rate < 1e-2).length / 4000).toBeCloseTo(0.5, 1);
    expect(points.every(({ rate, fixed }) => rate >= 1e-4 && rate <= 1 && fixed)).toBe(true);
    for (let leaves = 2; leaves <= 9; leaves++)
      expect(points.filter((point) => point.leaves === leaves).length / 4000).toBeCloseTo(1 / 8, 1);
    expect(points.filter(({ kind }) => kind === "goss").length / 4000).toBeCloseTo(0.5, 1);
  });
  it("refuses what is no range", () => {
    bad(() => real({ from: 1, to: 1 }));
    bad(() => real({ from: 0, to: 1, scale: "log" }));
    bad(() => real({ from: NaN, to: 1 }));
    bad(() => whole({ from: 0.5, to: 3 }));
    bad(() => choice([]));
    bad(() => choice(["a", "a"]));
  });
});

/** The best loss after each sampler has proposed `trials` points. */
function search(sampler: Sampler, where: Space, loss: (point: never) => number, trials: number, seed: number): number {
  const past: Tried[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const parameters = sampler.suggest(where, past, seed * 1000 + trial);
    past.push({ parameters, loss: loss(parameters as never) });
  }
  return Math.min(...past.map((tried) => tried.loss));
}
const meanBest = (sampler: Sampler, where: Space, loss: (point: never) => number, trials: number) =>
  Array.from({ length: 20 }, (_, seed) => search(sampler, where, loss, trials, seed + 1)).reduce(
    (sum, best) => sum + best,
    0,
  ) / 20;

describe("tpe", () => {
  const bowl = { x: real({ from: -5, to: 5 }), y: real({ from: -5, to: 5 }), z: real({ from: -5, to: 5 }) };
  const mixed = {
    rate: real({ from: 1e-5, to: 1, scale: "log" }),
    leaves: whole({ from: 2, to: 256, scale: "log" }),
    kind: choice(["a", "b", "c", "d"]),
  };
  it("finds a bowl's bottom far better than chance, on average over seeds", () => {
    const loss = ({ x, y, z }: ParametersOf<typeof bowl>) => (x - 1) ** 2 + (y + 2) ** 2 + (z - 3) ** 2;
    expect(meanBest(tpe(), bowl, loss, 60)).toBeLessThan(0.35 * meanBest(randomSearch(), bowl, loss, 60));
  });
  it("does so over logarithms, whole numbers and choices", () => {
    const loss = ({ rate, leaves, kind }: ParametersOf<typeof mixed>) =>
      (Math.log10(rate) + 2) ** 2 + Math.log2(leaves / 31) ** 2 + (kind === "c" ? 0 : 2);
    expect(meanBest(tpe(), mixed, loss, 60)).toBeLessThan(0.5 * meanBest(randomSearch(), mixed, loss, 60));
  });
  it("stays within the space, is the same for a seed, and bears failures and equal losses", () => {
    const random = randomSequence(3);
    for (const lossOf of [() => Infinity, () => 1, () => random()]) {
      const past: Tried[] = [];
      for (let trial = 0; trial < 40; trial++) {
        const found = tpe().suggest(mixed, past, trial) as ParametersOf<typeof mixed>;
        expect(tpe().suggest(mixed, past, trial)).toEqual(found);
        expect(
          found.rate >= 1e-5 &&
            found.rate <= 1 &&
            found.leaves >= 2 &&
            found.leaves <= 256 &&
            Number.isInteger(found.leaves),
        ).toBe(true);
        expect(["a", "b", "c", "d"]).toContain(found.kind);
        past.push({ parameters: found, loss: lossOf() });
      }
    }
  });
});
