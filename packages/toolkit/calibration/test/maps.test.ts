import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TandemError } from "@tandem/core";
import {
  applyCalibration,
  applyIsotonic,
  applySigmoid,
  fitCalibration,
  fitIsotonic,
  fitSigmoid,
  type CalibrationMethod,
} from "@tandem/toolkit-calibration";

interface Fixtures {
  readonly maps: {
    name: string;
    scores: number[];
    truth: number[];
    weights: number[] | null;
    grid: number[];
    isotonic: { x: number[]; y: number[]; at: number[] };
    sigmoid: { found: [number, number]; optimum: [number, number] };
  }[];
  readonly classifiers: {
    name: string;
    method: CalibrationMethod;
    codes: number[];
    heldOut: number[][];
    raw: number[][];
    expected: number[][];
  }[];
}
const { maps, classifiers } = JSON.parse(
  readFileSync(new URL("./fixtures/calibration.json", import.meta.url), "utf8"),
) as Fixtures;
const named = <T extends { name: string }>(list: readonly T[]) => list.map((one) => [one.name, one] as const);
const far = (found: ArrayLike<number>, expected: readonly number[]) =>
  Math.max(...expected.map((value, i) => Math.abs(found[i]! - value)));

describe("maps agree with scikit-learn", () => {
  it.each(named(maps))("%s, isotonic", (_, { scores, truth, weights, grid, isotonic }) => {
    const map = fitIsotonic({ scores, truth, weights: weights ?? undefined });
    expect(map.x).toEqual(isotonic.x);
    expect(far(map.y, isotonic.y)).toBeLessThan(1e-12);
    expect(
      far(
        grid.map((score) => applyIsotonic(map, score)),
        isotonic.at,
      ),
    ).toBeLessThan(1e-12);
  });
  it.each(named(maps))("%s, sigmoid", (_, { scores, truth, weights, grid, sigmoid }) => {
    const map = fitSigmoid({ scores, truth, weights: weights ?? undefined });
    const [slope, offset] = sigmoid.optimum;
    expect(Math.abs(map.slope / slope - 1)).toBeLessThan(1e-8);
    expect(Math.abs(map.offset - offset)).toBeLessThan(1e-8);
    const theirs = grid.map((score) => 1 / (1 + Math.exp(sigmoid.found[0] * score + sigmoid.found[1])));
    expect(
      far(
        grid.map((score) => applySigmoid(map, score)),
        theirs,
      ),
    ).toBeLessThan(1e-4);
  });
  it.each(named(classifiers))(
    "%s: the whole of CalibratedClassifierCV",
    (_, { method, codes, heldOut, raw, expected }) => {
      const width = raw[0]!.length;
      const fitted = fitCalibration(
        method,
        { width, probabilities: Float64Array.from(heldOut.flat()) },
        Int32Array.from(codes),
      );
      const found = applyCalibration(fitted, { width, probabilities: Float64Array.from(raw.flat()) });
      expect(far(found, expected.flat())).toBeLessThan(method === "isotonic" ? 1e-12 : 1e-5);
    },
  );
});

describe("the edges", () => {
  it("is level where nothing separates, and beyond the ends", () => {
    const map = fitIsotonic({ scores: [1, 1, 1, 1], truth: [0, 1, 1, 1] });
    expect([-5, 1, 9].map((score) => applyIsotonic(map, score))).toEqual([0.75, 0.75, 0.75]);
  });
  it("keeps a sigmoid of separable scores finite, and of one class", () => {
    const split = fitSigmoid({ scores: [-2, -1, 1, 2], truth: [0, 0, 1, 1] });
    expect(split.slope).toBeLessThan(0);
    expect(Number.isFinite(split.slope)).toBe(true);
    expect(applySigmoid(fitSigmoid({ scores: [0.1, 0.2], truth: [1, 1] }), 0.15)).toBeCloseTo(0.75, 6);
    expect([-1e6, 1e6].map((score) => applySigmoid(split, score))).toEqual([0, 1]);
  });
  it("gives a row that no class wants to all classes alike", () => {
    const never = { method: "isotonic", x: [0.5], y: [0] } as const;
    expect([
      ...applyCalibration([never, never, never], { width: 3, probabilities: Float64Array.of(0.2, 0.3, 0.5) }),
    ]).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });
  it.each([
    ["no scores", { scores: [], truth: [] }],
    ["truth of another length", { scores: [1, 2], truth: [1] }],
    ["a NaN score", { scores: [1, NaN], truth: [0, 1] }],
    ["truth that is neither 0 nor 1", { scores: [1, 2], truth: [0, 2] }],
    ["a negative weight", { scores: [1, 2], truth: [0, 1], weights: [1, -1] }],
    ["no weight at all", { scores: [1, 2], truth: [0, 1], weights: [0, 0] }],
    ["weights of another length", { scores: [1, 2], truth: [0, 1], weights: [1] }],
  ])("refuses %s", (_, scored) => {
    for (const fit of [fitIsotonic, fitSigmoid])
      expect(() => fit(scored)).toThrow(expect.toSatisfy((error) => TandemError.is(error, "calibration/unusable")));
  });
});
