import { expect, it } from "vitest";
import { ndjsonSource, recordSource } from "@tandem/data";
import { z } from "zod";

const reasons = async (schema: z.ZodType<object>, record: object, options = {}) =>
  (await recordSource([record], { schema, id: { from: "row" }, ...options }).check()).report.failures.map(
    ({ reason, column, value }) => [reason, column, value],
  );
const one = (field: z.ZodType) => z.object({ f: field });

it.each<[string, z.ZodType<object>, object, unknown[][]]>([
  ["missing-required", one(z.number()), {}, [["missing-required", "f", undefined]]],
  [
    "missing-required of a judged field",
    one(z.string().refine(Boolean)),
    { f: null },
    [["missing-required", "f", undefined]],
  ],
  ["wrong-type", one(z.number()), { f: "1" }, [["wrong-type", "f", "1"]]],
  ["wrong-type of a fraction", one(z.int()), { f: 1.5 }, [["wrong-type", "f", 1.5]]],
  ["out-of-range", one(z.number().max(1)), { f: 2 }, [["out-of-range", "f", 2]]],
  ["too-short", one(z.string().min(3)), { f: "ab" }, [["too-short", "f", "ab"]]],
  ["too-long", one(z.string().max(1)), { f: "ab" }, [["too-long", "f", "ab"]]],
  ["not-multiple", one(z.number().multipleOf(5)), { f: 6 }, [["not-multiple", "f", 6]]],
  ["not-in-enum", one(z.enum(["a"])), { f: "b" }, [["not-in-enum", "f", "b"]]],
  ["pattern", one(z.email()), { f: "b" }, [["pattern", "f", "b"]]],
  ["pattern with flags", one(z.string().regex(/a/i)), { f: "b" }, [["pattern", "f", "b"]]],
  ["refinement", one(z.number().refine((n) => n > 1)), { f: 1 }, [["refinement", "f", 1]]],
  [
    "refinement across fields",
    z.object({ a: z.number(), b: z.number() }).refine(({ a, b }) => a < b, { path: ["b"] }),
    { a: 2, b: 1 },
    [["refinement", "b", 1]],
  ],
  ["unknown-column", z.strictObject({ f: z.number() }), { f: 1, g: 2 }, [["unknown-column", "g", 2]]],
])("gives the reason %s", async (_, schema, record, expected) => {
  expect(await reasons(schema, record)).toEqual(expected);
});

it("names records that are none and ids that are missing, doubled or not ids", async () => {
  const text = '{"id":1,"x":1}\nnot json\n[1]\n{"x":2}\n{"id":"1","x":3}\n{"id":{},"x":4}\n';
  const { report, valid } = await ndjsonSource(Buffer.from(text), {
    schema: z.object({ x: z.number() }),
    name: "f",
  }).check();
  expect(report.failures.map(({ reason, row }) => [row, reason])).toEqual([
    [2, "bad-record"],
    [3, "bad-record"],
    [4, "missing-required"],
    [5, "duplicate-id"],
    [6, "wrong-type"],
  ]);
  expect(valid.ids).toEqual(["1"]);
});

it("finds ids doubled across the batches of a whole reading", async () => {
  const records = Array.from({ length: 70_000 }, (_, i) => ({ id: i === 69_999 ? 0 : i }));
  const { report } = await recordSource(records, { schema: z.object({}) }).check();
  expect(report.failures).toMatchObject([{ reason: "duplicate-id", row: 70_000, value: "0" }]);
});
