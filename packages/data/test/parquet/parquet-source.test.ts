import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parquetWriteBuffer } from "hyparquet-writer";
import { parquetSource } from "@tandem/data";
import { z } from "zod";
import { testFolder } from "../fixtures.ts";

const path = testFolder();
const Row = z.object({ n: z.number().nullish(), big: z.bigint().nullish(), when: z.date().nullish() });
const file = () =>
  new Uint8Array(
    parquetWriteBuffer({
      rowGroupSize: 2,
      columnData: [
        { name: "id", data: [1n, 2n, 3n, 4n, 5n], type: "INT64" },
        { name: "n", data: [1n, 2n ** 40n, null, 4n, 5n] as never, type: "INT64" },
        { name: "big", data: [2n ** 60n, null, 0n, 1n, 2n] as never, type: "INT64" },
        {
          name: "when",
          data: [new Date(0), null, new Date(86400000), new Date(1), new Date(2)] as never,
          type: "TIMESTAMP",
        },
        { name: "nested", data: [{ a: 1 }, null, [1, "x"], 2, "s"] as never, type: "JSON" },
      ],
    }),
  );

describe("parquetSource", () => {
  it("reads by row groups with 64-bit integers as the schema wants them", async () => {
    const samples = await parquetSource(file(), { schema: Row }).read();
    expect(samples.ids).toEqual(["1", "2", "3", "4", "5"]);
    expect([...samples.column("n")]).toEqual([1, 2 ** 40, NaN, 4, 5]);
    expect(samples.column("big")).toEqual([2n ** 60n, null, 0n, 1n, 2n]);
    expect(samples.column("when")[2]).toEqual(new Date(86400000));
    expect(samples.at(2).data).toMatchObject({ nested: [1, "x"] });
  });
  it("reads decimals as the numbers that they are, and leaves the numbers beside them alone", async () => {
    const data = [-99.99, 1.1, 0.07, null, 12345678901.23];
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        schema: [
          { name: "root", num_children: 3 },
          {
            name: "price",
            type: "INT64",
            converted_type: "DECIMAL",
            scale: 2,
            precision: 15,
            repetition_type: "OPTIONAL",
          },
          { name: "other", num_children: 1, repetition_type: "OPTIONAL" },
          {
            name: "share",
            type: "INT64",
            converted_type: "DECIMAL",
            scale: 2,
            precision: 15,
            repetition_type: "OPTIONAL",
          },
          { name: "share", type: "DOUBLE", repetition_type: "REQUIRED" },
        ],
        columnData: [
          { name: "price", data },
          { name: "other", data: data.map((share) => ({ share })) },
          { name: "share", data: data.map(() => 1 / 3) },
        ],
      }),
    );
    const schema = z.object({ price: z.number().nullish(), share: z.number() });
    const samples = await parquetSource(bytes, { schema, id: { from: "row" } }).read();
    expect([...samples.column("price")]).toEqual(data.map((value) => value ?? NaN));
    expect([...samples.column("share")]).toEqual(data.map(() => 1 / 3));
  });
  it("splits row groups into batches and numbers rows through the file", async () => {
    await writeFile(path("f.parquet"), file());
    const ids: string[][] = [];
    for await (const batch of parquetSource(path("f.parquet"), { schema: Row, id: { from: "row" } }).batches({
      batchRows: 1,
    }))
      ids.push([...batch.ids]);
    expect(ids).toEqual([["f.parquet:1"], ["f.parquet:2"], ["f.parquet:3"], ["f.parquet:4"], ["f.parquet:5"]]);
  });
  it("names what is wrong", async () => {
    const truncated = file().subarray(0, 200);
    await expect(parquetSource(truncated, { schema: Row }).read()).rejects.toMatchObject({ code: "data/malformed" });
    await expect(parquetSource(Buffer.from("no parquet at all"), { schema: Row }).read()).rejects.toMatchObject({
      code: "data/malformed",
    });
    await expect(parquetSource(path("none.parquet"), { schema: Row }).read()).rejects.toMatchObject({
      code: "data/not-found",
    });
    await expect(parquetSource(file(), { schema: z.object({ x: z.string() }) }).read()).rejects.toMatchObject({
      code: "data/missing-column",
      details: { missing: ["x"] },
    });
    const { report } = await parquetSource(file(), {
      schema: z.object({ n: z.number().max(9).nullish(), big: z.number().nullish() }),
    }).check();
    expect(report.failures.map(({ reason, row, column }) => [row, reason, column])).toEqual([
      [1, "wrong-type", "big"],
      [2, "out-of-range", "n"],
    ]);
  });
});
