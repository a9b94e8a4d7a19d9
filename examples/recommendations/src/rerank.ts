export interface Kept {
  /** Best first. */
  readonly items: readonly string[];
  readonly scores: readonly number[];
}

/** How much more a thing counts that stands on a shelf the customer is at. */
const NEAR = 1.5;

/**
 * The order of this moment: what is in the basket already goes, and what stands on the same shelves comes forward. Rules
 * that change by the hour (what is sold out, what is on offer) belong here too, not into the model.
 */
export function rerank({ items, scores }: Kept, basket: readonly string[], count = 5): readonly string[] {
  const has = new Set(basket);
  const shelves = new Set(basket.map(shelfOf));
  return items
    .map((item, at) => ({ item, score: scores[at]! * (shelves.has(shelfOf(item)) ? NEAR : 1) }))
    .filter(({ item }) => !has.has(item))
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ item }) => item);
}

/** "garden" of "garden-spade". */
function shelfOf(item: string): string {
  return item.split("-")[0]!;
}
