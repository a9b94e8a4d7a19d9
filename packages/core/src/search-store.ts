import type { Json } from "./json.ts";

/** What a search storage holds: text to find by words, a vector to find by nearness, and data to give back. */
export interface SearchDocument<V = Json> {
  readonly id: string;
  readonly text?: string;
  /** Of the storage's number of dimensions, finite. */
  readonly vector?: readonly number[];
  readonly data: V;
}

export interface SearchHit<V = Json> {
  readonly id: string;
  /** Cosine similarity in [-1, 1] for a vector; a relevance whose scale is the technology's own for text. Higher is better. */
  readonly score: number;
  readonly data: V;
}

/** Either words, or a vector; several words match documents that hold any of them, better the more they hold. */
export type SearchQuery = (
  { readonly text: string; readonly vector?: never } | { readonly vector: readonly number[]; readonly text?: never }
) & {
  /** Default 10. */
  readonly limit?: number;
};

export interface SearchLayout {
  readonly name: string;
  /** Length of every vector; 0 where documents have none. */
  readonly dimensions: number;
}

/** Documents by words and by nearest vectors. Hits come best first, equal scores by id. */
export interface SearchStore<V = Json> {
  /** Writes documents, replacing those of the same id. @throws TandemError `search/wrong-dimensions`, `search/not-finite` */
  put(documents: readonly SearchDocument<V>[]): Promise<void>;
  get(id: string): Promise<SearchDocument<V> | undefined>;
  delete(ids: readonly string[]): Promise<void>;
  /** @throws TandemError `search/wrong-dimensions`, `search/not-finite`, `storage/unsupported` */
  search(query: SearchQuery): Promise<readonly SearchHit<V>[]>;
}
