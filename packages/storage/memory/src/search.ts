import type { SearchDocument, SearchHit, SearchLayout, SearchStore } from "@tandem/core";
import { bestScores, cosine, relevance, vectorOf, wordsOf, type Scored, type Worded } from "@tandem/storage-ranking";

interface Held extends Worded {
  readonly text: string;
  readonly vector: Float64Array | undefined;
}

/** Exact cosine similarity over all vectors; words by BM25. */
export function memorySearch(layout: SearchLayout): SearchStore {
  const documents = new Map<string, Held>();
  const read = (held: Held) => JSON.parse(held.text) as SearchDocument;
  const best = (scored: readonly Scored[], limit: number): SearchHit[] =>
    bestScores(scored, limit).map(({ id, score }) => ({ id, score, data: read(documents.get(id)!).data }));

  return {
    async put(added) {
      const fresh = added.map((document): Held => {
        const { id, text = "", vector } = document;
        return {
          id,
          text: JSON.stringify(document),
          words: wordsOf(text),
          vector: vector && vectorOf(layout, id, vector),
        };
      });
      for (const held of fresh) documents.set(held.id, held);
    },
    async get(id) {
      const held = documents.get(id);
      return held && read(held);
    },
    async delete(ids) {
      for (const id of ids) documents.delete(id);
    },
    async search({ text, vector, limit = 10 }) {
      if (!vector) return best(relevance([...documents.values()], [...new Set(wordsOf(text ?? ""))]), limit);
      const wanted = vectorOf(layout, "the query", vector);
      const near = [...documents.values()].flatMap((held) =>
        held.vector ? [{ id: held.id, score: cosine(held.vector, wanted) }] : [],
      );
      return best(near, limit);
    },
  };
}
