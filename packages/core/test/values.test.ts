import {
  abortable,
  assertJson,
  checkKey,
  checkRange,
  deriveSeed,
  errorCodes,
  fieldKinds,
  jsonCodec,
  memoryStore,
  newRun,
  randomSequence,
  samplesOf,
  shared,
  TandemError,
} from "@tandem/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

describe("JSON", () => {
  it.each([
    [NaN, "$", "NaN"],
    [{ a: [1, Infinity] }, "$.a[1]", "Infinity"],
    [{ a: undefined }, "$.a", "undefined"],
    [[new Date()], "$[0]", "Date"],
    [{ m: new Map() }, "$.m", "Map"],
    [() => 1, "$", "function"],
    [1n, "$", "bigint"],
    [Symbol.iterator, "$", "symbol"],
    [new Float64Array(1), "$", "Float64Array"],
    [new (class Point {})(), "$", "Point"],
  ])("refuses %o", (value, path, found) => {
    expect(() => assertJson(value, "it")).toThrowError(
      expect.objectContaining({ code: "json/not-representable", details: { what: "it", path, found } }),
    );
  });
  it("refuses a cycle but not the same thing twice", () => {
    const twice = { n: 1 };
    assertJson([twice, twice], "it");
    const cycle: unknown[] = [];
    cycle.push({ cycle });
    expect(() => assertJson(cycle, "it")).toThrow("a cycle at $[0].cycle");
  });
  it("takes whatever JSON gives back", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        assertJson(plain, "it");
        expect(JSON.parse(JSON.stringify(jsonCodec<never>().encode(plain as never)))).toEqual({ json: plain });
      }),
    );
  });
});

describe("runs", () => {
  it("draw the same numbers for a seed, others for another", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, randomSequence(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(new Set([0, 1, 2, 2 ** 32, 2 ** 40 + 1, -1].map((seed) => draw(seed)[0])).size).toBe(6);
    expect(new Set(Array.from({ length: 1000 }, (_, index) => deriveSeed(3, index))).size).toBe(1000);
  });
  it("draw uniformly from [0, 1)", () => {
    const random = randomSequence(5);
    const bins = new Float64Array(20);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random() * 20)]! += 1;
    const chiSquare = bins.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    expect(chiSquare).toBeLessThan(43.8); // the 99.9th percentile with 19 degrees of freedom
    expect(bins.reduce((sum, count) => sum + count, 0)).toBe(100_000);
  });
  it("report progress and metrics", () => {
    const told: unknown[] = [];
    const run = newRun({ seed: 3, onProgress: (...all) => told.push(all), onLog: (...all) => told.push(all) });
    run.progress(1, 2);
    run.log("loss", 0.5, 1);
    run.log("loss", 0.25);
    expect([run.seed, told]).toEqual([
      3,
      [
        [1, 2],
        ["loss", 0.5, 1],
        ["loss", 0.25, undefined],
      ],
    ]);
  });
  it("turn an abort into run/aborted, and leave other failures as they are", async () => {
    const { signal } = Object.assign(new AbortController(), {});
    await expect(abortable("it", signal, async () => 3)).resolves.toBe(3);
    await expect(abortable("it", signal, () => Promise.reject(new Error("other")))).rejects.toThrow("other");
    const aborted = AbortSignal.abort("stop");
    await expect(abortable("it", aborted, async () => 3)).rejects.toMatchObject({
      code: "run/aborted",
      details: { what: "it", reason: "stop" },
    });
  });
});

describe("kinds of fields", () => {
  it("come from the schema, through optional, null, enumerations, unions and references", () => {
    const Inner = z.object({ deep: z.number() }).meta({ id: "Inner" });
    const schema = z.object({
      n: z.number().nullish(),
      i: z.int(),
      s: z.string(),
      e: z.enum(["a", "b"]).nullable(),
      l: z.literal(3),
      b: z.boolean().optional(),
      o: Inner,
      r: Inner.nullable(),
      list: z.array(z.number()),
      any: z.any(),
      mixed: z.union([z.string(), z.number()]),
      constructor: z.string(),
    });
    expect(fieldKinds(schema)).toEqual({
      n: "number",
      i: "number",
      s: "string",
      e: "string",
      l: "number",
      b: "boolean",
      o: "json",
      r: "json",
      list: "json",
      any: undefined,
      mixed: undefined,
      constructor: "string",
    });
  });
  it("come from dates and beside what JSON Schema has no words for", () => {
    const schema = z.object({
      at: z.date(),
      until: z.coerce.date().nullish(),
      big: z.bigint(),
      custom: z.custom<Map<string, number>>(),
      x: z.number(),
    });
    expect(fieldKinds(schema)).toEqual({ at: "date", until: "date", big: undefined, custom: undefined, x: "number" });
    const nothing = samplesOf<z.infer<typeof schema>>([{ id: "a", data: {} as never }], fieldKinds(schema));
    expect(nothing.numbers("at")).toEqual(Float64Array.of(NaN));
    expect(nothing.kind("until")).toBe("date");
  });
  it("come from all members of a union and all parts of an intersection", () => {
    const union = z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), x: z.number() }),
      z.object({ kind: z.literal("b"), x: z.string(), y: z.boolean() }),
    ]);
    expect(fieldKinds(union)).toEqual({ kind: "string", x: undefined, y: "boolean" });
    expect(fieldKinds(z.intersection(z.object({ a: z.number() }), z.object({ b: z.string() })))).toEqual({
      a: "number",
      b: "string",
    });
  });
  it("are unknown where the schema has no JSON Schema", () => {
    expect(
      fieldKinds({ "~standard": { version: 1, vendor: "none", validate: (value) => ({ value }) } }),
    ).toBeUndefined();
  });
});

describe("errors", () => {
  it("are narrowed by code, also from another copy of core", () => {
    const error: unknown = new TandemError("store/not-found", { key: "a" });
    expect([
      TandemError.is(error),
      TandemError.is(error, "store/not-found"),
      TandemError.is(error, "store/exists"),
      TandemError.is(new Error("x")),
      TandemError.is(null),
    ]).toEqual([true, true, false, false, false]);
    expect(TandemError.is({ [Symbol.for("tandem.error")]: true, code: "store/exists" }, "store/exists")).toBe(true);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: "store/not-found",
      message: "a does not exist in the store",
      details: { key: "a" },
    });
    expect(errorCodes()).toContain("model/closed");
  });
});

describe("stores", () => {
  it.each(["a", "a/b", ".a", "..a", `${"k".repeat(200)}/b`])("take the key %s", (key) => checkKey(key));
  it.each(["", "/", "a//b", "..", "a/..", "a b", "é", "k".repeat(201), "k/".repeat(300)])(
    "refuse the key %s",
    (key) => {
      expect(() => checkKey(key)).toThrowError(expect.objectContaining({ code: "store/bad-key" }));
    },
  );
  it.each([
    [0, 11],
    [-1, 2],
    [3, 2],
    [0.5, 1],
    [NaN, 1],
  ])("refuse the range %d to %d of 10 bytes", (start, end) => {
    expect(() => checkRange("k", { start, end }, 10)).toThrowError(
      expect.objectContaining({ code: "store/bad-range" }),
    );
  });
  it("in memory keep buffers of node apart from the caller's", async () => {
    const store = memoryStore();
    const given = Buffer.from("abc");
    await store.put("a", given);
    await store.put(
      "b",
      (async function* () {
        yield given;
      })(),
    );
    given.fill(0);
    expect([await store.get("a"), await store.get("b")]).toEqual([
      Uint8Array.of(97, 98, 99),
      Uint8Array.of(97, 98, 99),
    ]);
  });
});

describe("shared memory", () => {
  it("moves typed arrays of any depth, keeps the rest, and copies no array twice", () => {
    const date = new Date();
    const given = {
      deep: [{ values: Int32Array.of(1, 2) }],
      bytes: Buffer.from("ab"),
      view: new Float64Array([9, 1, 2]).subarray(1),
      date,
      none: null,
      text: "t",
    };
    const moved = shared(given);
    expect(moved).toEqual({ ...given, bytes: Uint8Array.of(97, 98) });
    for (const array of [moved.deep[0]!.values, moved.bytes, moved.view])
      expect([array.buffer instanceof SharedArrayBuffer, array.byteOffset % 8]).toEqual([true, 0]);
    expect(shared(moved).deep[0]!.values).toBe(moved.deep[0]!.values);
    expect(moved.date).toBe(date);
  });
});
