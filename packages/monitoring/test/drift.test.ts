import { readFileSync } from "node:fs";
import { chiSquareTest, driftOf, ksTest, populationStability, profileOf } from "@tandem/monitoring";
import { describe, expect, it } from "vitest";

interface Fixture {
  readonly ks: readonly { a: number[]; b: number[]; statistic: number; pValue: number }[];
  readonly chiSquare: readonly { a: number[]; b: number[]; statistic: number; degrees: number; pValue: number }[];
  readonly psi: readonly { expected: number[]; found: number[]; psi: number }[];
}
const fixture = JSON.parse(readFileSync(new URL("./fixtures/drift.json", import.meta.url), "utf8")) as Fixture;
const close = (found: number, expected: number) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-300);

describe("values equal SciPy's", () => {
  it.each(fixture.ks.map((one, n) => [n, one] as const))("KS %i", (_, { a, b, statistic, pValue }) => {
    const found = ksTest(Float64Array.from(a), Float64Array.from(b));
    close(found.statistic, statistic);
    close(found.pValue, pValue);
  });
  it.each(fixture.chiSquare.map((one, n) => [n, one] as const))("chi-square %i", (_, { a, b, ...expected }) => {
    const found = chiSquareTest(a, b);
    close(found.statistic, expected.statistic);
    close(found.pValue, expected.pValue);
    expect(found.degrees).toBe(expected.degrees);
  });
  it.each(fixture.psi)("PSI %#", ({ expected, found, psi }) => close(populationStability(expected, found), psi));
});

describe("drift", () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10);
  const words = Array.from({ length: 1000 }, (_, i) => (i % 3 === 0 ? "a" : "b"));
  const profile = profileOf({ numbers, words });
  it("is nothing on the training's own values, and survives JSON", () => {
    const again = JSON.parse(JSON.stringify(profile)) as typeof profile;
    for (const { psi, pValue } of driftOf(again, { numbers, words })) {
      expect(psi).toBeLessThan(1e-3);
      expect(pValue).toBeGreaterThan(0.9);
    }
  });
  it("sees shifted numbers and new categories", () => {
    const moved = { numbers: numbers.map((x) => x + 8), words: words.map((word) => (word === "a" ? "c" : word)) };
    const found = driftOf(profile, moved);
    expect(found.map(({ field, test }) => [field, test])).toEqual([
      ["numbers", "ks"],
      ["words", "chi-square"],
    ]);
    for (const { psi, pValue } of found) {
      expect(psi).toBeGreaterThan(0.2);
      expect(pValue).toBeLessThan(1e-6);
    }
  });
  it("counts missing values of categories, leaves out those of numbers, and takes rare ones together", () => {
    const rare = profileOf({ id: Array.from({ length: 200 }, (_, i) => `n${i}`), word: ["a", null, undefined] });
    expect(rare["id"]).toMatchObject({ kind: "category" });
    expect(rare["id"]!.counts.at(-1)).toBe(150);
    expect(rare["word"]).toMatchObject({ categories: ["(missing)", "a", "(other)"], counts: [2, 1, 0] });
    expect(driftOf(profile, { numbers: [NaN, null] })).toEqual([]);
    expect(() => profileOf({ empty: [] })).toThrow("at least 1");
    expect(() => ksTest(new Float64Array(), new Float64Array(1))).toThrow("at least 1");
    expect(() => chiSquareTest([0], [1])).toThrow("at least 1");
  });
});
