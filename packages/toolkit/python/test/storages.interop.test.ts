import { defineEndpoint, logger, memoryStore, TandemError, type Answering, type Surroundings } from "@tandem/core";
import { pythonImplementation } from "@tandem/toolkit-python";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const Looking = defineEndpoint({
  name: "looking",
  input: z.object({ x: z.string() }),
  output: z.object({ y: z.unknown(), pid: z.number() }),
});
const asked = { requestId: "r", signal: { aborted: false, reason: undefined, throwIfAborted() {} } };

/** Storages that hold as much as the calls need, and keep what they were asked. */
const values = new Map<string, unknown>([
  ["ann", { age: 7 }],
  ["huge", "x".repeat(1 << 20)],
]);
const queries: unknown[] = [];
const rows = new Map<unknown, Record<string, unknown>>();
const documents = new Map<string, object>();
const put = (key: string, value: unknown, { ifAbsent = false } = {}) => {
  if (ifAbsent && values.has(key)) throw new TandemError("store/exists", { key });
  values.set(key, value);
};
const kept = (where: readonly [string, string, number] | undefined) =>
  [...rows.values()].filter((row) => !where || (where[1] === "=" ? row[where[0]] === where[2] : true));
const upsert = async (given: Record<string, unknown>[]) => given.forEach((row) => void rows.set(row["id"], row));
const blobs = memoryStore();
const storages = {
  kv: async () => ({
    get: async (key: string) => values.get(key),
    getMany: async (keys: string[]) => keys.map((key) => values.get(key)),
    put: async (key: string, value: unknown, options: object) => put(key, value, options),
    putMany: async (entries: [string, unknown][]) => entries.forEach(([key, value]) => put(key, value)),
    delete: async (key: string) => void values.delete(key),
    keys: () => values.keys(),
  }),
  table: async () => ({
    insert: upsert,
    upsert,
    select(query: unknown) {
      queries.push(query);
      return rows.values();
    },
    count: async (where: never) => kept(where).length,
    delete: async (where: never) => kept(where).length,
  }),
  search: async () => ({
    put: async (given: { id: string }[]) => given.forEach((one) => void documents.set(one.id, one)),
    get: async (id: string) => documents.get(id),
    async search(query: unknown) {
      queries.push(query);
      return [{ id: "m", score: 1, data: { year: 2009 } }];
    },
  }),
  blob: async () => blobs,
};

let answering: Answering<{ x: string }, { y: unknown }>;
const ask = async (x: string) => (await answering.answer({ x }, asked)).y;

beforeAll(async () => {
  process.env["TANDEM_PYTHON"] ??= new URL("../../../../.venv/bin/python", import.meta.url).pathname;
  const script = new URL("./fixtures/answers/looking_up.py", import.meta.url);
  const surroundings = { log: logger("test"), storages } as unknown as Surroundings;
  answering = await pythonImplementation(Looking, { name: "looking", script }).open(surroundings);
});
afterAll(() => answering.close?.());

describe("Python has the storages by name", () => {
  it("keys and values, also while it loads", async () => {
    const ann = { age: 7 };
    const keys = ["ann", "bob", "cid", "huge"];
    expect(await ask("kv")).toEqual([{ age: 8 }, null, [ann, null], keys, ann]);
    expect(await ask("huge")).toBe(1 << 20);
  });
  it("rows", async () => {
    const [found, counts] = (await ask("table")) as unknown[];
    expect(found).toEqual([
      { id: "a", n: 2 },
      { id: "b", n: 3 },
    ]);
    expect(counts).toEqual([2, 1, 1]);
    expect(queries.at(-1)).toEqual({
      where: ["n", ">=", 2],
      orderBy: [{ column: "n", descending: true }],
      limit: 5,
    });
  });
  it("documents", async () => {
    const document = { id: "m", text: "moon", data: { year: 2009 } };
    expect(await ask("search")).toEqual([[{ id: "m", score: 1, data: { year: 2009 } }], document, null]);
    expect(queries.at(-1)).toEqual({ text: "moon", limit: 1 });
  });
  it("bytes", async () => {
    expect(await ask("blob")).toEqual([256, 255, []]);
  });
  it("raises what they throw, typed, and answers on", async () => {
    expect(await ask("exists")).toEqual(["store/exists", true]);
    const raised = { code: "python/error", details: { type: "StorageError" } };
    await expect(ask("raise")).rejects.toMatchObject(raised);
    await expect(ask("nan")).rejects.toMatchObject({ details: { type: "ValueError" } });
    expect(await ask("exists")).toEqual(["store/exists", true]);
  });
  it("in the thread that answers only", async () => {
    expect(await ask("thread")).toEqual([expect.stringContaining("in the thread that answers")]);
  });
});
