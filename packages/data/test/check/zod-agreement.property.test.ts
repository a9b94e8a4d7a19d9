import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvSource, ndjsonSource } from "@tandem/data";
import { z } from "zod";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

/** Fields of many forms: those whose checks are seen through and those that zod must judge itself. */
const forms = {
  anyNumber: z.number(),
  bounded: z.number().min(-5).max(5),
  open: z.number().gt(0).lt(1),
  whole: z.int(),
  stepped: z.number().multipleOf(5),
  tenth: z.number().multipleOf(0.1),
  odd: z.number().refine((value) => value % 2 !== 0),
  coerced: z.coerce.number(),
  positive: z.number().positive().optional(),
  text: z.string(),
  short: z.string().min(2).max(4),
  exact: z.string().length(3),
  matched: z.string().regex(/^a+b?$/),
  insensitive: z.string().regex(/^a/i),
  email: z.email(),
  day: z.iso.date(),
  url: z.url(),
  trimmed: z.string().trim().min(1),
  upper: z.string().transform((value) => value.toUpperCase()),
  starts: z.string().startsWith("a").endsWith("b"),
  colour: z.enum(["red", "green"]),
  literal: z.literal("x"),
  mixed: z.literal([1, "a"]),
  either: z.union([z.number(), z.string().max(2)]),
  flag: z.boolean(),
  nullable: z.number().nullable(),
  nullish: z.string().nullish(),
  defaulted: z.number().min(0).default(7),
  caught: z.number().catch(-1),
  tags: z.array(z.string()),
  nested: z.object({ a: z.number() }),
  anything: z.unknown(),
} as const;
type Form = keyof typeof forms;

const value = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    false,
    "",
    "a",
    "ab",
    "aab",
    "AB",
    "red",
    "x",
    "a@b.co",
    "2024-02-29",
    "2023-02-29",
    "https://a.b",
    " ",
    "12",
    [],
    ["a"],
    [1],
    { a: 1 },
    { a: "x" },
  ),
  fc.integer({ min: -10, max: 10 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.3, 0.5, 1, -5, 5, 2 ** 53),
  fc.string({ maxLength: 5 }),
);
const schemaOf = (names: readonly Form[]) => z.object(Object.fromEntries(names.map((name) => [name, forms[name]])));
const names = fc.subarray(Object.keys(forms) as Form[], { minLength: 1, maxLength: 5 });
const plain = (data: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(data).filter(([, one]) => one !== undefined && one !== null && !Number.isNaN(one)));

async function verdicts(rows: readonly Record<string, unknown>[], schema: z.ZodType<Record<string, unknown>>) {
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  const { valid, invalid } = await ndjsonSource(Buffer.from(text), { schema, id: { from: "row" }, name: "f" }).check();
  return {
    valid: new Map([...valid].map(({ id, data }) => [id, plain(data)])),
    invalid: new Set(invalid.map(({ id }) => id)),
  };
}

async function agree(rows: readonly Record<string, unknown>[], schema: z.ZodType<Record<string, unknown>>) {
  const found = await verdicts(rows, schema);
  rows.forEach((row, index) => {
    const own = schema.safeParse(JSON.parse(JSON.stringify(row)));
    const id = `f:${index + 1}`;
    expect({ row, accepted: !found.invalid.has(id) }).toEqual({ row, accepted: own.success });
    if (own.success) expect(found.valid.get(id)).toMatchObject(plain(own.data));
  });
}

describe("validation", () => {
  it("agrees with zod's own verdict and output, record by record", async () => {
    const input = names.chain((chosen) =>
      fc.record({
        chosen: fc.constant(chosen),
        rows: fc.array(fc.record(Object.fromEntries(chosen.map((name) => [name, value])), { requiredKeys: [] }), {
          minLength: 1,
          maxLength: 12,
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(input, ({ chosen, rows }) => agree(rows, schemaOf(chosen))),
      { numRuns: 400 },
    );
  });

  it("agrees for each form on values near its bounds", async () => {
    const samples = [
      undefined,
      null,
      true,
      "",
      "a",
      "ab",
      "aab",
      "abb",
      "abcde",
      "AB",
      "A",
      "red",
      "x",
      "a@b.co",
      "a@b",
      "2024-02-29",
      "2023-02-29",
      "https://a.b",
      " ",
      " a ",
      -5.1,
      -5,
      0,
      0.3,
      0.35,
      1,
      2,
      5,
      5.1,
      2 ** 53,
      ["a"],
      [1],
      { a: 1 },
      { a: "x" },
    ];
    for (const name of Object.keys(forms) as Form[])
      await agree(
        samples.map((one) => ({ [name]: one })),
        schemaOf([name]),
      );
  });

  it("agrees on objects with checks across fields, strict objects, unions and transforms of the whole", async () => {
    const base = z.object({ a: z.number(), b: z.number().nullish() });
    const schemas: z.ZodType<Record<string, unknown>>[] = [
      base.refine(({ a, b }) => (b ?? 0) <= a, { path: ["b"] }),
      z.strictObject({ a: z.number() }),
      base.catchall(z.string()),
      z.looseObject({ a: z.number() }),
      z.union([z.object({ kind: z.literal("x"), a: z.number() }), z.object({ kind: z.literal("y"), b: z.string() })]),
      base.transform(({ a, b }) => ({ a, sum: a + (b ?? 0) })),
      z.intersection(base, z.object({ c: z.string() })),
    ];
    const rows = fc.array(
      fc.record(
        {
          a: fc.oneof(fc.integer(), fc.constantFrom("t", null)),
          b: fc.oneof(fc.integer(), fc.constantFrom("t", null)),
          c: fc.constantFrom("s", 1),
          kind: fc.constantFrom("x", "y", "z"),
        },
        { requiredKeys: [] },
      ),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...schemas), rows, (schema, some) => agree(some, schema)),
      { numRuns: 200 },
    );
  });

  it("agrees on what text in CSV says", async () => {
    const Row = z.object({
      n: z.number().min(0).max(9),
      i: z.int().nullish(),
      s: z.string().min(2),
      e: z.enum(["x", "y"]).nullish(),
      r: z
        .string()
        .refine((text) => text !== "no")
        .nullish(),
    });
    const cells = fc.array(
      fc.tuple(
        fc.constantFrom(-1, 0, 4.5, 9, 10),
        fc.constantFrom(null, 1, 1.5),
        fc.constantFrom("a", "ab"),
        fc.constantFrom(null, "x", "z"),
        fc.constantFrom(null, "no", "yes"),
      ),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(cells, async (rows) => {
        const text = `n,i,s,e,r\n${rows.map((row) => row.map((one) => one ?? "").join(",")).join("\n")}\n`;
        const { invalid } = await csvSource(Buffer.from(text), { schema: Row, id: { from: "row" } }).check();
        const refused = new Set(invalid.map(({ row }) => row - 2));
        rows.forEach(([n, i, s, e, r], index) =>
          expect(refused.has(index)).toBe(!Row.safeParse({ n, i, s, e, r }).success),
        );
      }),
    );
  });
});
