import fc from "fast-check";
import { expect, it } from "vitest";
import { labeledSamplesOf } from "@tandem/core";
import { openCatalog, saveCatalog, type SourceKind } from "@tandem/data";
import { testFolder } from "../fixtures.ts";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

const path = testFolder();
const AWKWARD = [
  "",
  '"',
  '""',
  ",",
  ";",
  "\n",
  "\r\n",
  "\r",
  "\uFEFF",
  "\uFEFFa",
  "n/a",
  "NaN",
  "null",
  "0012",
  " x ",
  "\0",
];
const text = fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: "binary", maxLength: 8 }));
const number = fc.oneof(
  fc.constantFrom(-0, 0, 1e21, -1e-300, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53, 0.1 + 0.2, NaN),
  fc.double({ noDefaultInfinity: true }),
);
const day = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
const missing = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const json = fc.array(fc.oneof(text, fc.constantFrom(1e21, 1.5), fc.boolean()), { maxLength: 3 });
const data = fc.record({
  number,
  text: missing(text.filter((one) => one !== "n/a")),
  flag: missing(fc.boolean()),
  day: missing(day),
  list: missing(json),
});
const rows = fc
  .uniqueArray(
    fc.tuple(
      text.filter((one) => one !== ""),
      data,
      text.filter((one) => one !== "n/a"),
    ),
    {
      selector: ([id]) => id,
      maxLength: 12,
    },
  )
  .map((list) => list.map(([id, one, label]) => ({ id, data: one, label })));

const schema = {
  fields: [
    { name: "number", type: "number" },
    { name: "text", type: "string" },
    { name: "flag", type: "boolean" },
    { name: "day", type: "datetime" },
    { name: "list", type: "array" },
  ],
} as const;
const options: Partial<Record<SourceKind, object>> = { csv: { delimiter: ";", missing: ["n/a"] } };

it.each(["csv", "ndjson", "json", "parquet"] as const)(
  "any samples saved as %s are read back as they were",
  async (kind) => {
    const file = path(`${kind}.yaml`);
    const label = { column: "the label", schema: { type: "string" } };
    const it = { kind, location: `${kind}.data`, schema, id: "the id", label, ...options[kind] };
    await saveCatalog(file, { version: 1, sources: { it } });
    const catalog = await openCatalog(file);
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        fc.pre(
          kind !== "parquet" ||
            !given.some(({ id, data: { text }, label }) => /^\uFEFF/m.test(`${id}\n${text}\n${label}`)),
        );
        await catalog.save("it", labeledSamplesOf(given), { ifExists: "replace" });
        expect([...(await (await catalog.open("it")).read())]).toEqual(given);
      }),
      { numRuns: 60 },
    );
  },
);
