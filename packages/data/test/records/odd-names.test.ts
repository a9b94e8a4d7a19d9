import { ndjsonSource, recordSource } from "@tandem/data";
import { expect, it } from "vitest";
import { z } from "zod";

const schema = z.object({ n: z.number() });

it("a field called __proto__ is kept, and is no prototype", async () => {
  const text = '{"id":"1","n":1,"__proto__":{"evil":true}}\n{"id":"2","n":2}\n';
  const samples = await ndjsonSource(Buffer.from(text), { name: "a.ndjson", schema }).read();
  const rows = [...samples].map(({ data }) => data);
  expect(rows.map((row) => Object.getPrototypeOf(row) as unknown)).toEqual([Object.prototype, Object.prototype]);
  expect(rows.map((row) => Object.entries(row))).toEqual([
    [
      ["n", 1],
      ["__proto__", { evil: true }],
    ],
    [
      ["n", 2],
      ["__proto__", null],
    ],
  ]);
  expect("evil" in rows[0]!).toBe(false);
});

it.each(["constructor", "toString", "__proto__"])(
  "a field %s that comes with a later batch joins the rest",
  async (field) => {
    const records = Array.from({ length: 65_537 }, (_, i) => ({ id: String(i), n: i }));
    Object.defineProperty(records.at(-1), field, { value: "late", enumerable: true });
    const samples = await recordSource(records, { schema }).read();
    expect(samples.length).toBe(65_537);
    const [first, last] = [samples.at(0).data, samples.at(65_536).data];
    expect(Object.entries(first)).toEqual([
      ["n", 0],
      [field, null],
    ]);
    expect(Object.entries(last)).toEqual([
      ["n", 65_536],
      [field, "late"],
    ]);
  },
);
