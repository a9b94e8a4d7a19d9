import { writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TandemError, type LabeledSamples, type Samples } from "@tandem/core";
import { csvSource, memorySource, type Source } from "@tandem/data";
import { z } from "zod";

const Home = z.object({
  zip: z.string(),
  rooms: z.number(),
  garden: z.boolean().nullish(),
  built: z.date().nullish(),
  note: z.string().nullish(),
});
const bytes = (text: string) => Buffer.from(text);
const read = (text: string, options = {}) => csvSource(bytes(text), { name: "homes.csv", schema: Home, ...options });

describe("csvSource", () => {
  it("takes types from the schema and guesses none", async () => {
    const samples = await read(
      'id,zip,rooms,garden,built,note,extra\na,01234,3,true,2024-02-29,"x,""y""\n z",007\nb,5,2.5,,,,\n',
    ).read();
    expect([...samples]).toEqual([
      {
        id: "a",
        data: { zip: "01234", rooms: 3, garden: true, built: new Date("2024-02-29"), note: 'x,"y"\n z', extra: "007" },
      },
      { id: "b", data: { zip: "5", rooms: 2.5, garden: null, built: null, note: null, extra: null } },
    ]);
    expect(samples.column("rooms")).toEqual(Float64Array.of(3, 2.5));
  });

  it("gives labelled samples where there is a label column, and plain ones from its unlabeled twin", async () => {
    const labelled: Source<{ x: number }, "yes" | "no"> = csvSource(bytes("id,x,y,w,g\na,1,yes,2,k\nb,2,no,,k\n"), {
      schema: z.object({ x: z.number() }),
      label: { column: "y", schema: z.enum(["yes", "no"]) },
      weight: "w",
      group: "g",
    });
    const samples: LabeledSamples<{ x: number }, "yes" | "no"> = await labelled.read();
    expect(samples.labels).toEqual(["yes", "no"]);
    expect(samples.weights).toEqual(Float64Array.of(2, 1));
    expect(samples.groups).toEqual(["k", "k"]);
    const plain: Samples<{ x: number }> = await labelled.unlabeled().read();
    expect([...plain]).toEqual([
      { id: "a", data: { x: 1 } },
      { id: "b", data: { x: 2 } },
    ]);
  });

  it("collects every failure with reason, file, row, column and value", async () => {
    const error: unknown = await read("id,zip,rooms,garden\na,1,x,true\na,1,2,maybe\nc,,3\n")
      .read()
      .catch((e: unknown) => e);
    expect(TandemError.is(error, "data/invalid")).toBe(true);
    if (!TandemError.is(error, "data/invalid")) return;
    expect(
      error.details.report.failures.map(({ reason, file, row, column, value }) => ({
        reason,
        file,
        row,
        column,
        value,
      })),
    ).toEqual([
      { reason: "wrong-type", file: "homes.csv", row: 2, column: "rooms", value: "x" },
      { reason: "wrong-type", file: "homes.csv", row: 3, column: "garden", value: "maybe" },
      { reason: "duplicate-id", file: "homes.csv", row: 3, column: "id", value: "a" },
      { reason: "ragged-row", file: "homes.csv", row: 4, column: undefined, value: undefined },
    ]);
  });

  it("takes texts that are listed for missing values, also numbers and within quotes", async () => {
    const text = 'id,x,note\na,-999,-999\nb,"-999",NA\nc,-999.0,"NA"\nd,NA,\n';
    const schema = z.object({ x: z.number().nullable(), note: z.string().nullable() });
    const samples = await csvSource(bytes(text), { schema, missing: ["NA", "-999"] }).read();
    expect([...samples.numbers("x")]).toEqual([NaN, NaN, -999, NaN]);
    expect(samples.column("note")).toEqual([null, null, null, null]);
  });

  it("sets invalid rows apart, both halves kept", async () => {
    const { valid, invalid, report } = await read("id,zip,rooms\na,1,x\nb,2,3\n", { mode: "drop-invalid" }).check();
    expect(valid.ids).toEqual(["b"]);
    expect(invalid).toMatchObject([{ id: "a", row: 2, data: { zip: "1", rooms: "x" } }]);
    expect(report).toMatchObject({ rows: 2, invalidRows: 1, counts: { "wrong-type": 1 } });
  });

  it("tells how many rows it left out, however it is read", async () => {
    const source = read("id,zip,rooms\na,1,x\nb,2,3\nc,3,y\n", { mode: "drop-invalid" });
    const told: number[] = [];
    const onLeftOut = (rows: number) => told.push(rows);
    expect((await source.read({ onLeftOut })).ids).toEqual(["b"]);
    for await (const batch of source.batches({ batchRows: 1, onLeftOut })) expect(batch.ids).toEqual(["b"]);
    expect(told).toEqual([2, 2]);
    await read("id,zip,rooms\na,1,2\n", { mode: "drop-invalid" }).read({ onLeftOut });
    expect(told).toHaveLength(2);
  });

  it("reads row-number ids with true line numbers", async () => {
    const samples = await read('zip,rooms,note\n1,1,"a\nb"\n\n2,2,c\n', { id: { from: "row" } }).read();
    expect(samples.ids).toEqual(["homes.csv:2", "homes.csv:5"]);
  });

  it("reads in batches of the size asked for", async () => {
    const text = "id,zip,rooms\n" + Array.from({ length: 10 }, (_, i) => `${i},z,${i}\n`).join("");
    const sizes: number[] = [];
    for await (const batch of read(text).batches({ batchRows: 4 })) sizes.push(batch.length);
    expect(sizes).toEqual([4, 4, 2]);
  });

  describe("on disk", () => {
    let folder: string;
    beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "csv-"))));
    afterAll(() => rm(folder, { recursive: true }));
    it("names the file and can be read again", async () => {
      const path = join(folder, "homes.csv");
      await writeFile(path, "\uFEFFzip,rooms\r\n1,1\r\n2,2");
      const source = csvSource(path, { schema: Home, id: { from: "row" } });
      expect((await source.read()).ids).toEqual(["homes.csv:2", "homes.csv:3"]);
      expect((await source.read()).length).toBe(2);
    });
    it("says what is missing", async () => {
      await expect(csvSource(join(folder, "no.csv"), { schema: Home }).read()).rejects.toMatchObject({
        code: "data/not-found",
      });
      await expect(read("id,zip\na,1\n").read()).rejects.toMatchObject({
        code: "data/missing-column",
        details: { missing: ["rooms"] },
      });
    });
    it("refuses a file that has none of the fields, even if each may be absent", async () => {
      const schema = z.object({ height: z.number().nullish(), width: z.number().nullish() });
      await expect(csvSource(bytes("id,rooms\na,1\n"), { schema }).read()).rejects.toMatchObject({
        code: "data/missing-column",
        details: { missing: ["height", "width"] },
      });
      expect((await csvSource(bytes("id,width\na,1\n"), { schema }).read()).numbers("width")).toEqual(
        Float64Array.of(1),
      );
    });
  });
});

it("memorySource gives the samples it was given", async () => {
  const samples = await csvSource(bytes("id,x\na,1\nb,2\nc,3\n"), { schema: z.object({ x: z.number() }) }).read();
  const source = memorySource(samples);
  const sizes: number[] = [];
  for await (const batch of source.batches({ batchRows: 2 })) sizes.push(batch.length);
  expect(sizes).toEqual([2, 1]);
  expect(await source.read()).toBe(samples);
});
