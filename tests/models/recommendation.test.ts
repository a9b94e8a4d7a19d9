import { predictionsOf, randomSequence } from "@tandem/core";
import { rankingScores } from "@tandem/evaluation";
import { recommendationTask, type Recommended } from "@tandem/toolkit-factorization";
import { expect, it } from "vitest";

it("scores as evaluation's ranking metrics do", () => {
  const random = randomSequence(3);
  const pick = (share: number) => Array.from({ length: 30 }, (_, i) => `${i}`).filter(() => random() < share);
  const lists = Array.from({ length: 20 }, () => ({ recommended: pick(0.5), relevant: pick(0.1) }));
  const rows = lists.map(({ recommended }): Recommended => ({ items: recommended, scores: recommended.map(() => 0) }));
  const task = recommendationTask(5);
  if (task.kind !== "custom") throw new Error("it is a custom task");
  const predictions = predictionsOf<Recommended>(
    rows.map((_, i) => `${i}`),
    rows,
  );
  const { recallAtK, map, ndcg } = rankingScores(lists, { k: 5 });
  const found = task.score(
    predictions,
    lists.map(({ relevant }) => relevant),
  );
  for (const [name, value] of Object.entries({ recallAtK, map, ndcg })) expect(found[name]).toBeCloseTo(value, 12);
});
