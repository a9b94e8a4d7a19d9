import { TandemError } from "@tandem/core";
import { bestScores, collectionOf, cosine, relevance, vectorOf, wordsOf } from "@tandem/storage-ranking";
import { describe, expect, it } from "vitest";

const layout = { name: "notes", dimensions: 2 };
const code = (wanted: string) => (error: unknown) => TandemError.is(error) && error.code === wanted;
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe("vectors", () => {
  it("are compared by their angle, whatever their length", () => {
    const a = Float64Array.of(3, 4);
    expect(cosine(a, Float64Array.of(6, 8))).toBeCloseTo(1, 12);
    expect(cosine(a, Float64Array.of(-3, -4))).toBeCloseTo(-1, 12);
    expect(cosine(a, Float64Array.of(4, -3))).toBe(0);
    expect(cosine(a, Float64Array.of(0, 0))).toBe(0);
    expect(cosine(Float64Array.of(1e150, 0), Float64Array.of(1e150, 1e150))).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it("are refused with another length, or with what is no number", () => {
    expect(thrownBy(() => vectorOf(layout, "a", [1]))).toSatisfy(code("search/wrong-dimensions"));
    expect(thrownBy(() => vectorOf(layout, "a", [1, Number.NaN]))).toSatisfy(code("search/not-finite"));
    expect(thrownBy(() => vectorOf(layout, "a", [Infinity, 1]))).toSatisfy(code("search/not-finite"));
  });
});

describe("words", () => {
  it("are letters and digits of any script", () => {
    expect(wordsOf("Übung, 東京 42; l'été")).toEqual(["übung", "東京", "42", "l", "été"]);
    expect(wordsOf("* & !")).toEqual([]);
  });

  // BM25 by hand: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), tf = f (k1 + 1) / (f + k1 (1 - b + b |d| / mean))
  it("weigh as BM25 says", () => {
    const documents = [
      { id: "a", words: wordsOf("x x y") },
      { id: "b", words: wordsOf("y z z z z") },
    ];
    const [a, ...rest] = relevance(documents, ["x"]);
    expect(rest).toEqual([]);
    expect(a!.score).toBeCloseTo((Math.log(2) * (2 * 2.2)) / (2 + 1.2 * (0.25 + 0.75 * (3 / 4))), 12);
    expect(collectionOf(documents, ["x", "y", "q"])).toEqual({ documents: 2, meanLength: 4, holders: [1, 2, 0] });
  });
});

it("gives the best first, equal scores by id", () => {
  const scored = ["d", "b", "c", "a"].map((id) => ({ id, score: id === "c" ? 2 : 1 }));
  expect(bestScores(scored, 3).map(({ id }) => id)).toEqual(["c", "a", "b"]);
});
