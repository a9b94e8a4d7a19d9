import type { Scored } from "./best.ts";

/** Letters and digits of any script, in lower case; everything else parts words. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

export interface Worded {
  readonly id: string;
  /** As {@link wordsOf} gives them: in order, each as often as it is there. */
  readonly words: readonly string[];
}

/** What a word's weight depends on beyond the document. */
export interface Collection {
  readonly documents: number;
  readonly meanLength: number;
  /** How many documents hold each of the wanted words, in their order. */
  readonly holders: readonly number[];
}

export function collectionOf(documents: readonly Worded[], wanted: readonly string[]): Collection {
  const length = documents.reduce((sum, { words }) => sum + words.length, 0);
  return {
    documents: documents.length,
    meanLength: length / Math.max(1, documents.length),
    holders: wanted.map((word) => documents.filter(({ words }) => words.includes(word)).length),
  };
}

/** Scores of the documents that hold any of the words: BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75). */
export function relevance(
  documents: readonly Worded[],
  wanted: readonly string[],
  collection: Collection = collectionOf(documents, wanted),
): readonly Scored[] {
  const weights = collection.holders.map((holders) =>
    Math.log(1 + (collection.documents - holders + 0.5) / (holders + 0.5)),
  );
  return documents.flatMap(({ id, words }) => {
    const long = 0.25 + (0.75 * words.length) / Math.max(1, collection.meanLength);
    let score = 0;
    wanted.forEach((word, i) => {
      const times = words.filter((other) => other === word).length;
      score += (weights[i]! * times * 2.2) / (times + 1.2 * long);
    });
    return score > 0 ? [{ id, score }] : [];
  });
}
