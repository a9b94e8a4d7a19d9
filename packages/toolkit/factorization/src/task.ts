import { customTask, type Task } from "@tandem/core";

export interface Recommended {
  /** Best first. */
  readonly items: readonly string[];
  readonly scores: readonly number[];
}

/**
 * The task of models that recommend: labels are the items that turned out to be wanted. Recall, mean average precision and
 * NDCG of the first `k`, over the samples that wanted something; evaluation's `rankingScores` defines them alike.
 */
export function recommendationTask(k = 10): Task<readonly string[], Recommended> {
  return customTask<readonly string[], Recommended>("recommendation", (predictions, labels) => {
    const sums = { recall: 0, map: 0, ndcg: 0 };
    let lists = 0;
    let row = 0;
    for (const { items } of predictions) {
      const wanted = new Set((labels as readonly (readonly string[])[])[row++] ?? []);
      if (wanted.size === 0) continue;
      lists++;
      const hits = items.slice(0, k).flatMap((item, place) => (wanted.has(item) ? [place] : []));
      const most = Math.min(k, wanted.size);
      const ideal = Array.from({ length: most }, (_, place) => discount(place)).reduce((a, b) => a + b);
      sums.recall += hits.length / wanted.size;
      sums.map += hits.reduce((sum, place, i) => sum + (i + 1) / (place + 1), 0) / most;
      sums.ndcg += hits.reduce((sum, place) => sum + discount(place), 0) / ideal;
    }
    const mean = (sum: number) => (lists > 0 ? sum / lists : NaN);
    return { recallAtK: mean(sums.recall), map: mean(sums.map), ndcg: mean(sums.ndcg) };
  });
}

function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}
