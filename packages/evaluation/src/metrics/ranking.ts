import { TandemError } from "@tandem/core";
import { badValue, checkAligned, finite } from "./inputs.ts";
import { descendingOrder } from "./order.ts";

export interface RankingOptions {
  /** Only the first so many of each list count. Default: all. */
  readonly k?: number | undefined;
  /** Which list (query, user) each row belongs to. Default: all rows are one list. */
  readonly groups?: ArrayLike<string | number> | undefined;
}

/**
 * Normalised discounted cumulative gain: sum of relevance / log2(rank + 1), by that of the ideal order, averaged over
 * the lists; rows of equal score share the mean of their places. The relevance is the gain itself, at least 0: give
 * 2^relevance - 1 for the other custom. A list in which nothing is relevant counts 0, as scikit-learn's does.
 * @throws TandemError `metric/too-few`, `metric/misaligned`, `metric/bad-value`, `metric/bad-option`
 */
export function ndcg(relevance: ArrayLike<number>, scores: ArrayLike<number>, options: RankingOptions = {}): number {
  return overLists("ndcg", relevance, scores, options, (gains, found, k) => {
    const ideal = discounted(gains, gains, k);
    return ideal === 0 ? 0 : discounted(gains, found, k) / ideal;
  });
}

/** Discounted cumulative gain: `ndcg` before it is divided by the ideal. */
export function dcg(relevance: ArrayLike<number>, scores: ArrayLike<number>, options: RankingOptions = {}): number {
  return overLists("dcg", relevance, scores, options, discounted);
}

/** Lists as recommenders give them: what was recommended, best first, and what turned out to be relevant. */
export interface RankedList<T> {
  readonly recommended: readonly T[];
  readonly relevant: Iterable<T>;
}

export interface RankingScores {
  /** Of the relevant, the part among the first k. */
  readonly recallAtK: number;
  /** Of the first k places, the part that is relevant; places left empty count as wrong. */
  readonly precisionAtK: number;
  /** Mean average precision: the mean of the precisions at each relevant place, over min(k, number of relevant). */
  readonly map: number;
  /** With relevance 1 for what is relevant. */
  readonly ndcg: number;
  /** Mean of 1 / place of the first relevant one, 0 where none is among the first k. */
  readonly mrr: number;
  /** Part of the lists with something relevant among the first k. */
  readonly hitRate: number;
}

/**
 * Metrics of top-k recommendations, averaged over the lists that have something relevant.
 * @throws TandemError `metric/too-few` without such a list, `metric/bad-value` where something is recommended twice
 */
export function rankingScores<T>(
  lists: Iterable<RankedList<T>>,
  { k = 10 }: { readonly k?: number } = {},
): RankingScores {
  checkK("rankingScores", k);
  const sums = { recallAtK: 0, precisionAtK: 0, map: 0, ndcg: 0, mrr: 0, hitRate: 0 };
  let [count, row] = [0, 0];
  for (const { recommended, relevant } of lists) {
    const wanted = new Set(relevant);
    const first = recommended.slice(0, k);
    if (new Set(first).size < first.length)
      throw badValue("rankingScores", "the recommendation", row, "a repetition", "each item once");
    row++;
    if (wanted.size === 0) continue;
    count++;
    const scores = listScores(
      first.map((item) => wanted.has(item)),
      wanted.size,
      k,
    );
    for (const name of Object.keys(sums) as (keyof RankingScores)[]) sums[name] += scores[name];
  }
  if (count === 0) throw new TandemError("metric/too-few", { metric: "rankingScores", needed: 1, found: 0 });
  for (const name of Object.keys(sums) as (keyof RankingScores)[]) sums[name] /= count;
  return sums;
}

function listScores(hits: readonly boolean[], relevant: number, k: number): RankingScores {
  const possible = Math.min(k, relevant);
  let [found, precisions, gain, ideal, first] = [0, 0, 0, 0, 0];
  hits.forEach((hit, place) => {
    if (!hit) return;
    found++;
    if (found === 1) first = 1 / (place + 1);
    precisions += found / (place + 1);
    gain += 1 / Math.log2(place + 2);
  });
  for (let place = 0; place < possible; place++) ideal += 1 / Math.log2(place + 2);
  return {
    recallAtK: found / relevant,
    precisionAtK: found / k,
    map: precisions / possible,
    ndcg: gain / ideal,
    mrr: first,
    hitRate: found > 0 ? 1 : 0,
  };
}

function overLists(
  metric: string,
  relevance: ArrayLike<number>,
  scores: ArrayLike<number>,
  { k = Infinity, groups }: RankingOptions,
  score: (gains: Float64Array, scores: Float64Array, k: number) => number,
): number {
  checkAligned(metric, relevance.length, "scores", scores.length);
  checkK(metric, k);
  const gains = finite(metric, "the relevance", relevance);
  const negative = gains.findIndex((gain) => gain < 0);
  if (negative >= 0) throw badValue(metric, "the relevance", negative, gains[negative], "at least 0");
  const found = finite(metric, "the score", scores);
  if (!groups) return score(gains, found, k);
  checkAligned(metric, relevance.length, "groups", groups.length);
  const lists = new Map<string | number, number[]>();
  for (let row = 0; row < groups.length; row++) {
    const list = lists.get(groups[row]!);
    if (list) list.push(row);
    else lists.set(groups[row]!, [row]);
  }
  let sum = 0;
  for (const rows of lists.values())
    sum += score(
      Float64Array.from(rows, (row) => gains[row]!),
      Float64Array.from(rows, (row) => found[row]!),
      k,
    );
  return sum / lists.size;
}

/** Sum of gains by the order of `scores`; each of several equal scores gets their mean gain at the places they share. */
function discounted(gains: Float64Array, scores: Float64Array, k: number): number {
  const order = descendingOrder(scores);
  let total = 0;
  for (let start = 0; start < order.length && start < k;) {
    let end = start;
    let [gain, discount] = [0, 0];
    for (; end < order.length && scores[order[end]!] === scores[order[start]!]; end++) {
      gain += gains[order[end]!]!;
      if (end < k) discount += 1 / Math.log2(end + 2);
    }
    total += (gain / (end - start)) * discount;
    start = end;
  }
  return total;
}

function checkK(metric: string, k: number): void {
  if (!(k >= 1 && (k === Infinity || Number.isInteger(k))))
    throw new TandemError("metric/bad-option", {
      metric,
      option: "k",
      found: String(k),
      expected: "a whole number of at least 1",
    });
}
