import { memoryTechnology } from "@tandem/storage-memory";
import { searchChecks, type SearchCheckName } from "@tandem/testkit";
import type { SearchDocument, SearchLayout, SearchStore } from "@tandem/core";
import { describe, expect, it } from "vitest";

type Change = (sound: SearchStore) => Partial<SearchStore>;
const changed = (change: Change) => async (layout: SearchLayout) => {
  const sound = await memoryTechnology().search!(layout);
  return { ...sound, ...change(sound) };
};
const withoutVector = ({ vector: _, ...document }: SearchDocument): SearchDocument => document;

/** For each check, stores that break its promise. */
const faults: Record<SearchCheckName, Record<string, Change>> = {
  "gives back the documents it was given": {
    "forgets vectors": (sound) => ({ put: (documents) => sound.put(documents.map(withoutVector)) }),
    "takes null for no data": (sound) => ({
      get: async (id) => {
        const found = await sound.get(id);
        return found?.data === null ? undefined : found;
      },
    }),
    "makes up documents": (sound) => ({ get: async (id) => (await sound.get(id)) ?? { id, data: null } }),
  },
  "replaces and deletes": {
    "keeps the first": (sound) => ({
      async put(documents) {
        for (const document of documents) if (!(await sound.get(document.id))) await sound.put([document]);
      },
    }),
    "deletes nothing": () => ({ delete: async () => undefined }),
    "finds what it deleted": (sound) => {
      const gone = new Set<string>();
      return {
        delete: async (ids) => ids.forEach((id) => gone.add(id)),
        get: async (id) => (gone.has(id) ? undefined : sound.get(id)),
      };
    },
  },
  "finds by words": {
    "tells case apart": (sound) => ({
      search: async (query) => (query.text !== undefined && /^[A-Z]/.test(query.text) ? [] : sound.search(query)),
    }),
    "knows ASCII alone": (sound) => ({
      search: (query) =>
        query.text === undefined
          ? sound.search(query)
          : sound.search({ ...query, text: query.text.replaceAll(/[^ -~]/g, " ") }),
    }),
    "gives the worst first": (sound) => ({ search: async (query) => [...(await sound.search(query))].reverse() }),
  },
  "takes any text as words": {
    "reads signs as its own": (sound) => ({
      search: async (query) => {
        if (/["*&|()]/.test(query.text ?? "")) throw new Error("syntax error");
        return sound.search(query);
      },
    }),
    "finds nothing beside signs": (sound) => ({
      search: async (query) => (/[*&!]/.test(query.text ?? "") ? [] : sound.search(query)),
    }),
  },
  "finds the nearest vectors": {
    "gives distances": (sound) => ({
      search: async (query) => (await sound.search(query)).map((hit) => ({ ...hit, score: 1 - hit.score })),
    }),
    "gives the farthest": (sound) => ({
      search: (query) =>
        query.vector ? sound.search({ ...query, vector: query.vector.map((x) => -x) }) : sound.search(query),
    }),
    "takes a missing vector for zeros": (sound) => ({
      put: (documents) => sound.put(documents.map((document) => ({ vector: [0, 0, 0], ...document }))),
    }),
  },
  "limits its hits": {
    "gives all": (sound) => ({ search: (query) => sound.search({ ...query, limit: query.limit ?? 1_000 }) }),
    "orders equal scores at will": (sound) => ({
      search: async (query) =>
        [...(await sound.search({ ...query, limit: 1_000 }))].reverse().slice(0, query.limit ?? 10),
    }),
  },
  "refuses vectors of another length": {
    "pads them": (sound) => ({
      put: (documents) =>
        sound.put(
          documents.map((one) => (one.vector ? { ...one, vector: [...one.vector, 0, 0, 0].slice(0, 3) } : one)),
        ),
    }),
    "writes those before": (sound) => ({
      async put(documents) {
        for (const document of documents) await sound.put([document]);
      },
    }),
    "cuts the query": (sound) => ({
      search: (query) => sound.search(query.vector ? { ...query, vector: query.vector.slice(0, 3) } : query),
    }),
  },
  "refuses vectors that are not finite": {
    "takes them for zero": (sound) => {
      const zeroed = (vector: readonly number[]) => vector.map((number) => (Number.isFinite(number) ? number : 0));
      return {
        put: (documents) =>
          sound.put(documents.map((one) => (one.vector ? { ...one, vector: zeroed(one.vector) } : one))),
      };
    },
    "finds nothing near them": (sound) => ({
      search: async (query) => (query.vector?.some((number) => !Number.isFinite(number)) ? [] : sound.search(query)),
    }),
  },
};

const capabilities = { text: true, vector: true };

describe("each check of search stores finds its planted fault", () => {
  for (const [name, changes] of Object.entries(faults))
    for (const [fault, change] of Object.entries(changes))
      it(`${name}: a store that ${fault}`, async () => {
        const check = searchChecks("faulty", changed(change), { capabilities }).find((one) => one.name === name)!;
        await expect(check.run()).rejects.toMatchObject({ code: "check/failed", details: { check: name } });
      });

  it("has a planted fault for every check", () => {
    const names = searchChecks(
      "a",
      changed(() => ({})),
      { capabilities },
    ).map(({ name }) => name);
    expect(names.sort()).toEqual(Object.keys(faults).sort());
  });
});
