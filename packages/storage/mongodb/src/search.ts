import type { Json, SearchDocument, SearchHit, SearchLayout, SearchStore } from "@tandem/core";
import { bestScores, cosine, relevance, vectorOf, wordsOf, type Scored } from "@tandem/storage-ranking";
import type { Binary } from "mongodb";
import type { Held, MongodbConnection } from "./connection.ts";
import { heldValue, valueOf } from "./values.ts";

/**
 * Words through an index over the words of each document, ranked by BM25 with lengths compared among the documents found;
 * vectors by exact cosine similarity: each search by a vector reads all of them, 8 bytes a number.
 */
export async function mongodbSearch(connection: MongodbConnection, layout: SearchLayout): Promise<SearchStore> {
  const collection = `search_${layout.name}`;
  await connection.ask(collection, (held) => held.createIndex({ words: 1 }));

  const nearest = async (wanted: Float64Array, limit: number): Promise<readonly Scored[]> => {
    const scored: Scored[] = [];
    const all = connection.each(collection, (held) =>
      held.find<Held>({ vector: { $ne: null } }, { projection: { vector: 1 } }),
    );
    for await (const { _id, vector } of all)
      scored.push({ id: _id, score: cosine(numbersOf(vector as Binary), wanted) });
    return bestScores(scored, limit);
  };
  const worded = async (wanted: readonly string[], limit: number): Promise<readonly Scored[]> => {
    if (wanted.length === 0) return [];
    const documents = await connection.ask(collection, (held) => held.estimatedDocumentCount());
    const found = await connection.ask(collection, (held) =>
      held.find<Held>({ words: { $in: [...wanted] } }, { projection: { words: 1 } }).toArray(),
    );
    const candidates = found.map(({ _id, words }) => ({ id: _id, words: words as readonly string[] }));
    const length = candidates.reduce((sum, { words }) => sum + words.length, 0);
    const holders = wanted.map((word) => candidates.filter(({ words }) => words.includes(word)).length);
    const meanLength = length / Math.max(1, candidates.length);
    return bestScores(
      relevance(candidates, wanted, { documents: Math.max(documents, candidates.length), meanLength, holders }),
      limit,
    );
  };
  const hits = async (best: readonly Scored[]): Promise<readonly SearchHit[]> => {
    const ids = best.map(({ id }) => id);
    const documents = await connection.ask(collection, (held) =>
      held.find<Held>({ _id: { $in: ids } }, { projection: { data: 1 } }).toArray(),
    );
    const data = new Map(documents.map((document): [string, Json] => [document._id, valueOf(document["data"])]));
    return best.flatMap(({ id, score }) => (data.has(id) ? [{ id, score, data: data.get(id)! }] : []));
  };

  return {
    async put(documents) {
      const last = new Map(documents.map((document) => [document.id, heldDocument(layout, document)]));
      if (last.size === 0) return;
      const writes = [...last.values()].map((replacement) => ({
        replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
      }));
      await connection.together(collection, (held, session) =>
        held.bulkWrite(writes, { ordered: false, ...(session ? { session } : {}) }),
      );
    },
    async get(id) {
      const held = await connection.ask(collection, (all) => all.findOne({ _id: id }));
      return held ? documentOf(held) : undefined;
    },
    async delete(ids) {
      await connection.ask(collection, (held) => held.deleteMany({ _id: { $in: [...ids] } }));
    },
    async search({ text, vector, limit = 10 }) {
      if (vector) return hits(await nearest(vectorOf(layout, "the query", vector), limit));
      return hits(await worded([...new Set(wordsOf(text ?? ""))], limit));
    },
  };
}

function heldDocument(layout: SearchLayout, { id, text, vector, data }: SearchDocument): Held {
  return {
    _id: id,
    ...(text === undefined ? {} : { text: heldValue(text), words: wordsOf(text) }),
    ...(vector === undefined ? {} : { vector: Buffer.from(vectorOf(layout, id, vector).buffer) }),
    data: heldValue(data),
  };
}

function documentOf({ _id, text, vector, data }: Held): SearchDocument {
  return {
    id: _id,
    ...(text === undefined ? {} : { text: String(valueOf(text)) }),
    ...(vector === undefined ? {} : { vector: [...numbersOf(vector as Binary)] }),
    data: valueOf(data),
  };
}

/** Copied, because the driver's bytes may begin anywhere and 8-byte numbers may not. */
function numbersOf({ buffer, position }: Binary): Float64Array {
  return new Float64Array(Uint8Array.from(buffer.subarray(0, position)).buffer);
}
