import type {
  Awaitable,
  SearchDocument,
  SearchLayout,
  SearchQuery,
  SearchStore,
  TechnologyCapabilities,
} from "@tandem/core";
import { checksOf, type Check, type Expect, type Skips } from "../check.ts";
import { difference } from "../difference.ts";

/** Opens an empty search store of that layout; every check opens its own. */
export type OpenSearch = (layout: SearchLayout) => Awaitable<SearchStore>;
export type SearchCheckName = keyof ReturnType<typeof bodies>;

export interface SearchCheckOptions {
  readonly capabilities: NonNullable<TechnologyCapabilities["search"]>;
  readonly skip?: Skips<SearchCheckName>;
}

/** Every promise of a {@link SearchStore}; what the technology does not declare is skipped with that reason. */
export function searchChecks(
  name: string,
  open: OpenSearch,
  options: SearchCheckOptions,
): readonly Check<SearchCheckName>[] {
  const { text, vector } = options.capabilities;
  return checksOf(`search store ${name}`, bodies(open), options.skip, {
    ...(text ? {} : { "finds by words": "no text declared", "takes any text as words": "no text declared" }),
    ...(vector ? {} : { "finds the nearest vectors": "no vector declared" }),
  });
}

const LAYOUT: SearchLayout = { name: "conformance", dimensions: 3 };
const DOCUMENTS: readonly SearchDocument[] = [
  {
    id: "fox",
    text: "The quick brown fox jumps over the lazy dog",
    vector: [1, 0, 0],
    data: { kind: "animal", tags: ["a"] },
  },
  { id: "dog", text: "A lazy dog sleeps; the dog dreams", vector: [0.9, 0.1, 0], data: { kind: "animal" } },
  { id: "übung", text: "Übung macht den Meister", vector: [0, 1, 0], data: null },
  { id: "silent", vector: [0, -1, 0.5], data: 7 },
  { id: "wordy", text: "fox", data: "no vector" },
];

function bodies(open: OpenSearch) {
  const filled = async () => {
    const store = await open(LAYOUT);
    await store.put(DOCUMENTS);
    return store;
  };
  const ids = async (store: SearchStore, query: SearchQuery) => (await store.search(query)).map(({ id }) => id);
  return {
    "gives back the documents it was given": async (expect: Expect) => {
      const store = await filled();
      for (const document of DOCUMENTS) {
        const differs = difference(await store.get(document.id), document);
        expect.that(differs === undefined, `document ${document.id}: ${differs}`);
      }
      expect.that((await store.get("nothing")) === undefined, "get of a missing document gives something");
    },
    "replaces and deletes": async (expect: Expect) => {
      const store = await filled();
      await store.put([{ id: "fox", text: "a cat now", vector: [0, 0, 1], data: 1 }]);
      await store.delete(["dog", "nothing"]);
      expect.that(
        difference(await store.get("fox"), { id: "fox", text: "a cat now", vector: [0, 0, 1], data: 1 }) === undefined,
        "a document was not replaced",
      );
      expect.that((await store.get("dog")) === undefined, "a deleted document is still there");
      if ((await store.search({ vector: [1, 0, 0] })).some(({ id }) => id === "dog"))
        expect.fail("a deleted document is still found");
    },
    "finds by words": async (expect: Expect) => {
      const store = await filled();
      expect.that(
        (await ids(store, { text: "Lazy" })).sort().join() === "dog,fox",
        "a word does not find what holds it, whatever its case",
      );
      expect.that(
        (await ids(store, { text: "quick lazy" }))[0] === "fox",
        "the document with more of the words is not first",
      );
      expect.that((await ids(store, { text: "übung" })).join() === "übung", "a word beyond ASCII is not found");
      expect.that((await ids(store, { text: "absent" })).length === 0, "a word that is nowhere is found");
      const [hit] = await store.search({ text: "meister" });
      expect.that(hit?.data === null && typeof hit.score === "number", "a hit lacks its data or score");
      await store.put([{ id: "fox", text: "a cat now", data: 1 }]);
      expect.that((await ids(store, { text: "quick" })).length === 0, "a replaced document is found by its old words");
    },
    "takes any text as words": async (expect: Expect) => {
      const store = await filled();
      for (const text of [
        "",
        "   ",
        '"',
        'fox" OR "dog',
        "'; drop table x; --",
        "a AND NOT (b",
        "*",
        "lazy*",
        "& | !",
        "-",
        "\\",
      ])
        await store.search({ text });
      expect.that((await ids(store, { text: "fox* & !" })).includes("fox"), "signs around a word hide it");
    },
    "finds the nearest vectors": async (expect: Expect) => {
      const store = await filled();
      const hits = await store.search({ vector: [2, 0, 0], limit: 3 });
      expect.that(
        hits.map(({ id }) => id).join() === "fox,dog,silent" || hits.map(({ id }) => id).join() === "fox,dog,übung",
        `the nearest are ${hits.map(({ id }) => id).join()}`,
      );
      const differs = difference(
        hits.slice(0, 2).map(({ score }) => score),
        [1, 0.9 / Math.hypot(0.9, 0.1)],
        1e-6,
      );
      expect.that(differs === undefined, `scores are not cosine similarities: ${differs}`);
      expect.that((await store.search({ vector: [0, 1, 0], limit: 1 }))[0]?.id === "übung", "the nearest is not first");
      expect.that(
        (await store.search({ vector: [0, 0, 1] })).length === 4,
        "documents without a vector are found by nearness",
      );
    },
    "limits its hits": async (expect: Expect) => {
      const store = await open(LAYOUT);
      await store.put(
        Array.from({ length: 25 }, (_, at) => ({
          id: `d${String(at).padStart(2, "0")}`,
          text: "same",
          vector: [1, 0, 0],
          data: at,
        })),
      );
      for (const query of [{ vector: [1, 0, 0] }, { text: "same" }] as SearchQuery[]) {
        const found = await store.search(query).catch(() => undefined);
        if (!found) continue;
        expect.that(found.length === 10, `${found.length} hits without a limit instead of 10`);
        expect.that(found[0]!.id === "d00" && found[9]!.id === "d09", "equal scores do not come by id");
      }
    },
    "refuses vectors of another length": async (expect: Expect) => {
      const store = await filled();
      await expect.code("search/wrong-dimensions", "put of a short vector", () =>
        store.put([
          { id: "ok", vector: [1, 2, 3], data: 1 },
          { id: "bad", vector: [1, 2], data: 1 },
        ]),
      );
      expect.that((await store.get("ok")) === undefined, "a part of a refused call was written");
      await expect.code("search/wrong-dimensions", "search by a long vector", () =>
        store.search({ vector: [1, 2, 3, 4] }),
      );
    },
    "refuses vectors that are not finite": async (expect: Expect) => {
      const store = await filled();
      for (const number of [NaN, Infinity]) {
        const vector = [1, number, 3];
        await expect.code("search/not-finite", `put of a vector with ${number}`, () =>
          store.put([{ id: "bad", vector, data: 1 }]),
        );
        await expect.code("search/not-finite", `search by a vector with ${number}`, () => store.search({ vector }));
      }
      expect.that((await store.get("bad")) === undefined, "a refused document was written");
    },
  };
}
