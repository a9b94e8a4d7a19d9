import { link, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { labeledSamplesOf, samplesOf, type LabeledSample } from "@tandem/core";
import { memorySource, openCatalog, saveCatalog, type Catalog, type SourceEntry } from "@tandem/data";
import { type Kept, type Order, orders, ordersBack, testFolder } from "../fixtures.ts";

const path = testFolder();
const KINDS = ["csv", "ndjson", "json", "parquet"] as const;
const label = { column: "kept", schema: { type: "string", constraints: { enum: ["yes", "no"] } } } as const;
const roles = { id: "number", label, weight: "w", group: "g" } as const;
const fields = {
  fields: [
    { name: "amount", type: "number", constraints: { minimum: -1 } },
    { name: "count", type: "integer" },
    { name: "zip", type: "string" },
    { name: "paid", type: "boolean" },
    { name: "day", type: "datetime" },
    { name: "tags", type: "array" },
  ],
} as const;
const samples = labeledSamplesOf<Order, Kept>(orders);
const row = (id: string, data: Record<string, unknown>) => ({ id, data });

const module = fileURLToPath(new URL("schemas.mjs", import.meta.url));

let made = 0;
/** A catalog with one source, "it". */
async function catalog(
  entry: Partial<SourceEntry> & Pick<SourceEntry, "kind">,
): Promise<{ catalog: Catalog; file: string }> {
  const name = `s${++made}`;
  await saveCatalog(path(`${name}.yaml`), {
    version: 1,
    sources: { it: { location: `files/${name}.data`, schema: fields, ...entry } },
  });
  return { catalog: await openCatalog(path(`${name}.yaml`)), file: path(`files/${name}.data`) };
}
const left = async () => (await readdir(path("files"))).filter((name) => name.startsWith("."));

beforeAll(() => mkdir(path("files")));

it("refuses what only a caller without types can give, and leaves nothing", async () => {
  const { catalog: one, file } = await catalog({ kind: "csv" });
  const append = one.save("it", samples, { ifExists: "append" as "replace" });
  await expect(append).rejects.toThrow('option ifExists is "append"; give "refuse" or "replace"');
  for (const given of [undefined, 7, "rows", [{ amount: 1 }], { ids: ["a"] }])
    await expect(one.save("it", given as unknown as typeof samples)).rejects.toMatchObject({
      code: "data/not-savable",
    });
  await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await left()).toEqual([]);
});

describe.each(KINDS)("catalog.save, %s", (kind) => {
  it("gives back what was saved, whole and from batches, ids and labels in their own columns", async () => {
    const one = await catalog({ kind, ...roles });
    expect(await one.catalog.save("it", samples)).toEqual({ rows: 3 });
    expect([...(await (await one.catalog.open("it")).read())]).toEqual(ordersBack);
    await one.catalog.save("it", memorySource(samples).batches({ batchRows: 1 }), { ifExists: "replace" });
    expect([...(await (await one.catalog.open("it")).read())]).toEqual(ordersBack);
    if (kind === "csv") expect(await readFile(one.file, "utf8")).toMatch(/^number,amount,.*,kept,w,g\n/);
  });

  it("refuses a file that is there, also one that comes meanwhile, unless told to replace it", async () => {
    const { catalog: one, file } = await catalog({ kind });
    await writeFile(file, "old");
    await expect(one.save("it", samplesOf([row("a", {})]))).rejects.toMatchObject({ code: "data/exists" });
    const late = await catalog({ kind });
    async function* slow() {
      await link(file, late.file);
      yield samplesOf([row("a", {})]);
    }
    await expect(late.catalog.save("it", slow())).rejects.toMatchObject({ code: "data/exists" });
    expect([await readFile(late.file, "utf8"), await left()]).toEqual(["old", []]);
    await one.save("it", samplesOf([row("a", { count: 1 })]), { ifExists: "replace" });
    expect([...(await (await one.open("it")).read()).column("count" as never)]).toEqual([1]);
  });

  it("collects every invalid row of all batches, and leaves what was there", async () => {
    const { catalog: one, file } = await catalog({ kind, label });
    await writeFile(file, "old");
    const bad = (id: string, data: Record<string, unknown>, kept: unknown): LabeledSample<unknown, unknown> => ({
      ...row(id, data),
      label: kept,
    });
    async function* batches() {
      yield labeledSamplesOf([bad("a", { amount: 1 }, "yes"), bad("b", { amount: -2 }, "no")]);
      yield labeledSamplesOf([bad("c", { amount: 1, count: 0.5 }, "maybe"), bad("d", { amount: 0 }, null)]);
      yield labeledSamplesOf([bad("e", { count: "many" }, "yes"), bad("f", {}, "no"), bad("f", {}, "no")]);
    }
    const error = await one.save("it", batches(), { ifExists: "replace" }).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: "data/invalid",
      message: expect.stringContaining("nothing was saved") as string,
    });
    const { report } = (error as { details: { report: { failures: readonly Record<string, unknown>[] } } }).details;
    expect(report).toMatchObject({ rows: 7, invalidRows: 5 });
    expect(report.failures.map(({ file, row, column, reason, value }) => [file, row, column, reason, value])).toEqual([
      ["it", 2, "amount", "out-of-range", -2],
      ["it", 3, "count", expect.any(String), 0.5],
      ["it", 3, "kept", "not-in-enum", "maybe"],
      ["it", 4, "kept", "missing-required", undefined],
      ["it", 5, "count", "wrong-type", "many"],
      ["it", 7, "id", "duplicate-id", "f"],
    ]);
    expect([await readFile(file, "utf8"), await left()]).toEqual(["old", []]);
  });

  it("keeps unknown fields, fields of later batches and columns that nothing fills", async () => {
    const { catalog: one } = await catalog({ kind, id: "amount" });
    async function* batches() {
      yield samplesOf([row("1", { note: 'a,"b"' })]);
      yield samplesOf([row("2", { note: "NA", zip: "01" })]);
    }
    await one.save("it", batches());
    const back = await (await one.open("it")).read();
    expect([back.column("note" as never), back.column("zip" as never), back.column("paid" as never)]).toEqual([
      ['a,"b"', "NA"],
      [null, "01"],
      [null, null],
    ]);
    expect([back.ids, [...back.numbers("amount" as never)]]).toEqual([
      ["1", "2"],
      [1, 2],
    ]);
  });

  it("saves nothing as a file of no rows, and says who has no column for labels", async () => {
    const { catalog: one } = await catalog({ kind, label });
    expect(await one.save("it", samplesOf([]))).toEqual({ rows: 0 });
    expect((await (await one.open("it")).read()).length).toBe(0);
    const plain = await catalog({ kind });
    const labelled = labeledSamplesOf([{ ...row("a", {}), label: "yes" }]);
    await expect(plain.catalog.save("it", labelled)).rejects.toThrow(
      "declares no column for them; name one with label",
    );
  });

  it("tells -0 from the 0 beside it", async () => {
    const { catalog: one } = await catalog({ kind });
    await one.save("it", samplesOf([-0, 0, 0, -0].map((amount, i) => row(String(i), { amount }))));
    expect([...(await (await one.open("it")).read()).numbers("amount" as never)]).toEqual([-0, 0, 0, -0]);
  });

  it("stops when told to, and leaves nothing", async () => {
    const { catalog: one, file } = await catalog({ kind });
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(one.save("it", samplesOf([row("a", {})]), { signal })).rejects.toThrow("enough");
    await expect(readFile(file)).rejects.toThrow("ENOENT");
    expect(await left()).toEqual([]);
  });
});

describe("catalog.save", () => {
  it("says which kinds it can save, and what it cannot write", async () => {
    for (const [entry, words] of [
      [{ kind: "sqlite", query: "select 1" }, "csv, ndjson, json and parquet can be saved"],
      [{ kind: "duckdb", query: "select 1" }, "writeTable"],
      [{ kind: "json", at: "items" }, "part"],
      [{ kind: "csv", quote: "'" }, "double quotes"],
      [{ kind: "csv", encoding: "latin1" }, "UTF-8"],
      [{ kind: "csv", header: ["id"] }, "header"],
    ] as const)
      await expect((await catalog(entry)).catalog.save("it", samplesOf([]))).rejects.toMatchObject({
        code: "data/not-savable",
        message: expect.stringContaining(words) as string,
      });
    await expect((await catalog({ kind: "csv" })).catalog.save("them", samplesOf([]))).rejects.toMatchObject({
      code: "data/no-such-source",
    });
  });

  it("refuses what a file could only give back as something else", async () => {
    const one = await catalog({ kind: "csv", missing: ["NA", "-1"] });
    const given = samplesOf([
      row("a", { zip: "NA", count: -1 }),
      row("NA", { zip: "\uD800", day: new Date(8.64e15) }),
      row("b", { tags: [1n], other: Infinity }),
    ]);
    const error = await one.catalog.save("it", given).catch((e: unknown) => e);
    const { failures } = (error as { details: { report: { failures: readonly Record<string, unknown>[] } } }).details
      .report;
    expect(failures.map(({ row, column, reason }) => [row, column, reason])).toEqual([
      [1, "zip", "unwritable"],
      [1, "count", "unwritable"],
      [2, "zip", "unwritable"],
      [2, "day", "unwritable"],
      [3, "tags", "unwritable"],
      [3, "other", "unwritable"],
    ]);
  });

  it("refuses integers beyond what JSON holds, and a mark that begins a text of Parquet", async () => {
    for (const kind of KINDS) {
      const big = await catalog({ kind, schema: { module, export: "Big" } });
      const held = [row("a", { big: -(2n ** 53n) + 1n }), row("b", { big: 0n, note: "x" })];
      await big.catalog.save("it", samplesOf(held));
      expect([...(await (await big.catalog.open("it")).read()).column("big" as never)]).toEqual([
        -(2n ** 53n) + 1n,
        0n,
      ]);
      const beyond = big.catalog.save("it", samplesOf([row("a", { big: 2n ** 64n })]), { ifExists: "replace" });
      if (kind === "csv") await expect(beyond).resolves.toEqual({ rows: 1 });
      else await expect(beyond).rejects.toThrow("JSON numbers are exact up to 2^53 only");
    }
    const parquet = await catalog({ kind: "parquet" });
    await expect(parquet.catalog.save("it", samplesOf([row("\uFEFFa", {})]))).rejects.toThrow("byte order mark");
  });

  it.each(KINDS)(
    "asks checks across fields, and fills what has a value of its own when it is read, %s",
    async (kind) => {
      const { catalog: one } = await catalog({ kind, schema: { module, export: "Span" } });
      const wrong = one.save("it", samplesOf([row("a", { to: 1 }), row("b", { from: 3, to: 2 })]));
      await expect(wrong).rejects.toThrow('it:2 "to" refinement: 2 (ends before it begins)');
      await one.save("it", samplesOf([row("a", { to: 1 }), row("b", { from: 1, to: 2, unit: "km" })]));
      const back = await (await one.open("it")).read();
      expect([back.numbers("from" as never), back.column("unit" as never)]).toEqual([
        Float64Array.of(NaN, 1),
        ["m", "km"],
      ]);
    },
  );

  it("takes text that plainly means a number only where the source coerces", async () => {
    const given = samplesOf([row("a", { count: "12" })]);
    await expect((await catalog({ kind: "ndjson" })).catalog.save("it", given)).rejects.toThrow("wrong-type");
    await expect((await catalog({ kind: "ndjson", mode: "drop-invalid" })).catalog.save("it", given)).rejects.toThrow(
      "nothing was saved",
    );
    const lenient = await catalog({ kind: "ndjson", mode: "coerce" });
    await lenient.catalog.save("it", given);
    expect(await readFile(lenient.file, "utf8")).toContain('"count":12');
  });

  it("numbers rows anew where ids are made of rows", async () => {
    const { catalog: one, file } = await catalog({ kind: "csv", id: { from: "row" } });
    await one.save("it", samplesOf([row("x", { id: "y", zip: "\uFEFFz" })]));
    expect(await readFile(file, "utf8")).toMatch(/^id,zip,/);
    expect([...(await (await one.open("it")).read())]).toMatchObject([
      { id: "it:2", data: { id: "y", zip: "\uFEFFz" } },
    ]);
  });
});
