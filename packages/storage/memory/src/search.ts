import { TandemError, type SearchDocument, type SearchHit, type SearchLayout, type SearchStore } from "@tandem/core";

interface Held {
  readonly text: string;
  readonly words: readonly string[];
  readonly vector: Float64Array | undefined;
}

/** Exact cosine similarity over all vectors; words by BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75). */
export function memorySearch(layout: SearchLayout): SearchStore {
  const documents = new Map<string, Held>();
  const checked = (id: string, vector: readonly number[]): Float64Array => {
    if (vector.length !== layout.dimensions)
      throw new TandemError("search/wrong-dimensions", {
        name: layout.name,
        id,
        expected: layout.dimensions,
        found: vector.length,
      });
    return Float64Array.from(vector);
  };
  const read = (held: Held) => JSON.parse(held.text) as SearchDocument;
  const best = (scores: readonly (readonly [id: string, score: number])[], limit: number): SearchHit[] =>
    [...scores]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([id, score]) => ({ id, score, data: read(documents.get(id)!).data }));

  return {
    async put(added) {
      const fresh = added.map((document): [string, Held] => [
        document.id,
        {
          text: JSON.stringify(document),
          words: wordsOf(document.text ?? ""),
          vector: document.vector && checked(document.id, document.vector),
        },
      ]);
      for (const [id, held] of fresh) documents.set(id, held);
    },
    async get(id) {
      const held = documents.get(id);
      return held && read(held);
    },
    async delete(ids) {
      for (const id of ids) documents.delete(id);
    },
    async search({ text, vector, limit = 10 }) {
      if (vector) {
        const wanted = checked("the query", vector);
        const near = [...documents].flatMap(([id, held]) =>
          held.vector ? [[id, cosine(held.vector, wanted)] as const] : [],
        );
        return best(near, limit);
      }
      return best(relevance(documents, [...new Set(wordsOf(text ?? ""))]), limit);
    },
  };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function relevance(
  documents: ReadonlyMap<string, Held>,
  wanted: readonly string[],
): readonly (readonly [string, number])[] {
  const held = [...documents];
  const mean = held.reduce((sum, [, { words }]) => sum + words.length, 0) / Math.max(1, held.length);
  const weights = wanted.map((word) => {
    const holders = held.filter(([, { words }]) => words.includes(word)).length;
    return Math.log(1 + (held.length - holders + 0.5) / (holders + 0.5));
  });
  return held.flatMap(([id, { words }]) => {
    let score = 0;
    wanted.forEach((word, i) => {
      const times = words.filter((other) => other === word).length;
      score += (weights[i]! * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * words.length) / mean));
    });
    return score > 0 ? [[id, score] as const] : [];
  });
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}
