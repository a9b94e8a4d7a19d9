import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TandemError } from "@tandem/core";
import { dcg, ndcg, rankingScores } from "@tandem/evaluation";
import { expectClose } from "../fixtures/close.ts";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

interface Case {
  readonly name: string;
  readonly relevance: number[][];
  readonly scores: number[][];
  readonly expected: { readonly k: number | null; readonly ndcg: number; readonly dcg: number }[];
}
const { cases } = JSON.parse(readFileSync(new URL("../fixtures/ranking.json", import.meta.url), "utf8")) as {
  cases: Case[];
};
const codeOf = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    return TandemError.is(error) ? error.code : error;
  }
  return "nothing thrown";
};

describe("graded rankings agree with scikit-learn to 1e-12", () => {
  it.each(cases.map((one) => [one.name, one] as const))("%s", (_, { relevance, scores, expected }) => {
    // Rows of all lists mixed: which list a row is of is told by `groups` alone.
    const rows = relevance
      .flatMap((list, group) => list.map((gain, i) => ({ gain, score: scores[group]![i]!, group, i })))
      .sort((a, b) => a.i - b.i);
    const groups = rows.map(({ group }) => `list ${group}`);
    for (const { k, ...wanted } of expected) {
      const options = { groups, k: k ?? undefined };
      expectClose(
        ndcg(
          rows.map(({ gain }) => gain),
          rows.map(({ score }) => score),
          options,
        ),
        wanted.ndcg,
        `ndcg at ${k}`,
      );
      expectClose(
        dcg(
          rows.map(({ gain }) => gain),
          rows.map(({ score }) => score),
          options,
        ),
        wanted.dcg,
        `dcg at ${k}`,
      );
    }
  });
  it.each([
    ["no rows", () => ndcg([], []), "metric/too-few"],
    ["lengths that differ", () => ndcg([1, 2], [1]), "metric/misaligned"],
    ["groups of another length", () => ndcg([1, 2], [1, 2], { groups: ["a"] }), "metric/misaligned"],
    ["negative relevance", () => ndcg([1, -1], [1, 2]), "metric/bad-value"],
    ["a NaN score", () => dcg([1, 1], [1, NaN]), "metric/bad-value"],
    ["k of 0", () => ndcg([1, 1], [1, 2], { k: 0 }), "metric/bad-option"],
    ["k of a half", () => rankingScores([{ recommended: [1], relevant: [1] }], { k: 0.5 }), "metric/bad-option"],
    ["nothing relevant anywhere", () => rankingScores([{ recommended: [1], relevant: [] }]), "metric/too-few"],
    ["an item twice", () => rankingScores([{ recommended: [1, 1], relevant: [1] }]), "metric/bad-value"],
  ])("refuses %s", (_, action, code) => expect(codeOf(action)).toBe(code));
});

describe("recommendations", () => {
  it("scores lists as worked out by hand", () => {
    const scores = rankingScores(
      [
        { recommended: ["a", "b", "c", "d"], relevant: ["b", "d", "x"] },
        { recommended: ["a", "b"], relevant: new Set(["a"]) },
        { recommended: ["a"], relevant: [] },
      ],
      { k: 3 },
    );
    expectClose(scores.recallAtK, (1 / 3 + 1) / 2, "recall");
    expectClose(scores.precisionAtK, (1 / 3 + 1 / 3) / 2, "precision");
    expectClose(scores.map, (1 / 2 / 3 + 1) / 2, "map");
    expectClose(scores.mrr, (1 / 2 + 1) / 2, "mrr");
    expectClose(scores.ndcg, (1 / Math.log2(3) / (1 + 1 / Math.log2(3) + 1 / 2) + 1) / 2, "ndcg");
    expect(scores.hitRate).toBe(1);
  });
  it("agrees with definitions spelled out by brute force", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { maxLength: 12 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 14 }),
        (recommended, relevant, k) => {
          const found = rankingScores([{ recommended, relevant }], { k });
          const hit = (place: number) => place < recommended.length && relevant.includes(recommended[place]!);
          const places = Array.from({ length: k }, (_, place) => place);
          const hitsUpTo = (place: number) => places.filter((at) => at <= place && hit(at)).length;
          expect(found.recallAtK).toBeCloseTo(hitsUpTo(k - 1) / relevant.length, 12);
          expect(found.precisionAtK).toBeCloseTo(hitsUpTo(k - 1) / k, 12);
          expect(found.map).toBeCloseTo(
            places.filter(hit).reduce((sum, place) => sum + hitsUpTo(place) / (place + 1), 0) /
              Math.min(k, relevant.length),
            12,
          );
          expect(found.mrr).toBeCloseTo(places.some(hit) ? 1 / (places.findIndex(hit) + 1) : 0, 12);
        },
      ),
    );
  });
  it("agrees with ndcg of relevance 1 and 0 where everything is recommended", () => {
    const scores = [0.9, 0.1, 0.5, 0.7, 0.3];
    const relevance = [0, 1, 1, 0, 1];
    const recommended = [0, 3, 2, 4, 1];
    expectClose(
      rankingScores([{ recommended, relevant: [1, 2, 4] }], { k: 3 }).ndcg,
      ndcg(relevance, scores, { k: 3 }),
      "ndcg",
    );
  });
});
