import { describe, expect, it } from "vitest";
import type { Schema } from "@tandem/core";
import {
  ndjsonSource,
  recordSource,
  schemaFromJsonSchema,
  schemaFromTableSchema,
  toJsonSchema,
  toTableSchema,
} from "@tandem/data";
import { z } from "zod";

/** A field for each named check, values it accepts and values it refuses. */
const checks: Record<string, [z.ZodType, unknown[], unknown[]]> = {
  number: [z.number(), [1.5], ["1", true]],
  integer: [z.int(), [3], [1.5]],
  minimum: [z.number().min(2), [2], [1.9]],
  maximum: [z.number().max(2), [2], [2.1]],
  "exclusive minimum": [z.number().gt(2), [2.1], [2]],
  "exclusive maximum": [z.number().lt(2), [1.9], [2]],
  "multiple of": [z.number().multipleOf(5), [10], [11]],
  "multiple of a fraction": [z.number().multipleOf(0.1), [0.3, 1.1], [0.35]],
  string: [z.string(), ["x"], [1]],
  "minimum length": [z.string().min(2), ["ab"], ["a"]],
  "maximum length": [z.string().max(2), ["ab"], ["abc"]],
  length: [z.string().length(2), ["ab"], ["a", "abc"]],
  pattern: [z.string().regex(/b+/), ["abc"], ["ac"]],
  "anchored pattern": [z.string().regex(/^(?:ab|c)$/), ["c"], ["abc"]],
  "pattern with flags": [z.string().regex(/^ab$/i), ["AB"], ["ac"]],
  "two patterns": [z.string().regex(/a/).regex(/b/), ["ba"], ["a", "b"]],
  email: [z.email(), ["a@b.co"], ["a"]],
  uuid: [z.uuid(), ["7d444840-9dc0-11d1-b245-5ffdce74fad2"], ["7d44"]],
  date: [z.iso.date(), ["2024-02-29"], ["2023-02-29"]],
  enum: [z.enum(["a", "b"]), ["a"], ["c"]],
  literal: [z.literal("a"), ["a"], ["b"]],
  "literal numbers": [z.literal([1, 2]), [1], [3]],
  boolean: [z.boolean(), [true], [1, "true"]],
  nullable: [z.number().nullable(), [1, null], [undefined]],
  optional: [z.number().optional(), [1, undefined], ["x"]],
  nullish: [z.string().nullish(), ["x", null, undefined], [1]],
  "a Date": [z.date(), [new Date(0)], ["x", 0]],
  "a Date's bounds": [
    z.date().min(new Date("2024-01-01")).max(new Date("2024-12-31")),
    [new Date("2024-06-01")],
    [new Date("2023-01-01"), new Date("2025-01-01")],
  ],
  bigint: [z.bigint(), [5n], ["x"]],
  "a bigint's bounds": [z.bigint().gt(2n), [3n], [2n]],
  union: [z.union([z.number().max(3), z.string().max(2)]), [3, "ab"], [4, "abc", true]],
  list: [z.array(z.number().min(1)).min(1).max(2), [[1], [1, 2]], [[], [0], [1, 2, 3], "x"]],
  object: [z.object({ a: z.number().max(1), b: z.string().optional() }), [{ a: 1 }], [{ a: 2 }, { b: "x" }, 1]],
  "strict object": [z.strictObject({ a: z.number() }), [{ a: 1 }], [{ a: 1, b: 2 }]],
};

const reaches = async (schema: Schema<object>, value: unknown) =>
  (await recordSource([value === undefined ? {} : { f: value }], { schema, id: { from: "row" } }).check()).invalid
    .length === 0;

describe.each(Object.entries(checks))("the check %s", (_, [field, good, bad]) => {
  const original = z.object({ f: field });
  const through: Record<string, Schema<object>> = {
    "JSON Schema": schemaFromJsonSchema(JSON.parse(JSON.stringify(toJsonSchema(original))) as Record<string, unknown>),
    "Table Schema": schemaFromTableSchema(
      JSON.parse(JSON.stringify(toTableSchema(original))) as ReturnType<typeof toTableSchema>,
    ),
  };
  it.each(Object.entries(through))("is kept through %s", async (_name, schema) => {
    for (const value of good) expect([value, await reaches(schema, value)]).toEqual([value, true]);
    for (const value of bad) expect([value, await reaches(schema, value)]).toEqual([value, false]);
    for (const value of [...good, ...bad]) {
      const verdict = await schema["~standard"].validate(value === undefined ? {} : { f: value });
      expect([value, !verdict.issues]).toEqual([value, good.includes(value)]);
    }
  });
  it("comes back as the same JSON Schema", () => {
    const json = toJsonSchema(original);
    expect(toJsonSchema(schemaFromJsonSchema(json))).toEqual(json);
    const { $schema: _dialect, ...rest } = json;
    expect(toJsonSchema(schemaFromTableSchema(toTableSchema(original)))).toEqual(rest);
  });
});

it("keeps strictness, defaults and the names of checks it cannot express", async () => {
  const schema = z.strictObject({
    a: z.number().default(3),
    b: z
      .string()
      .refine((text) => text !== "x")
      .optional(),
  });
  const back = schemaFromTableSchema(toTableSchema(schema));
  expect([...(await recordSource([{}], { schema: back, id: { from: "row" } }).read())][0]?.data).toMatchObject({
    a: 3,
  });
  expect((await recordSource([{ c: 1 }], { schema: back, id: { from: "row" } }).check()).report.failures).toMatchObject(
    [{ reason: "unknown-column", column: "c" }],
  );
  expect(toJsonSchema(schema)).toMatchObject({ properties: { b: { "x-tandem-opaque": ["custom"] } } });
});

it("reads Table Schemas of others", async () => {
  const schema = schemaFromTableSchema({
    fields: [
      { name: "zip", type: "string", constraints: { required: true, pattern: "\\d{5}" } },
      { name: "day", type: "date", constraints: { minimum: "2024-01-01" } },
      { name: "year", type: "year" },
      { name: "n", type: "integer", constraints: { minimum: 1 } },
    ],
  });
  const lines = [
    '{"zip":"01234","day":"2024-05-01","year":2024,"n":1}',
    '{"zip":"123456"}',
    '{"zip":"01234","day":"2023-12-31"}',
    '{"zip":"01234","n":0}',
    '{"day":"2024-05-01"}',
  ];
  const { valid, report } = await ndjsonSource(Buffer.from(lines.join("\n")), { schema, id: { from: "row" } }).check();
  expect(valid.length).toBe(1);
  expect(report.failures.map(({ row, reason, column }) => [row, reason, column])).toEqual([
    [2, "pattern", "zip"],
    [3, "out-of-range", "day"],
    [4, "out-of-range", "n"],
    [5, "missing-required", "zip"],
  ]);
});

it("refuses what it cannot read as it is meant", () => {
  expect(() => schemaFromTableSchema({ fields: [{ name: "a", type: "money" }] })).toThrow(
    /field "a" has the type "money"/,
  );
  expect(() => schemaFromTableSchema({ fields: [{ name: "a", type: "date", format: "%d.%m.%Y" }] })).toThrow(
    /format "%d\.%m\.%Y"/,
  );
  expect(() => schemaFromTableSchema({ fields: [{ name: "a", type: "number", decimalChar: "," }] })).toThrow(
    /decimalChar/,
  );
  expect(() => toTableSchema(z.string())).toThrow(/no record/);
});
