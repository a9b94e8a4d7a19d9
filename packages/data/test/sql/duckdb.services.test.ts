import { describe, expect, it } from "vitest";
import { labeledSamplesOf } from "@tandem/core";
import { duckdbDatabase, sqlSource, writeCsv, writeParquet, writeTable } from "@tandem/data";
import { Kept, Order, orders, ordersBack, testFolder } from "../fixtures.ts";

const installed = await import("@duckdb/node-api" as string).then(
  () => true,
  () => false,
);
const path = testFolder();
const samples = labeledSamplesOf<Order, Kept>(orders);
const options = { schema: Order, label: { column: "label", schema: Kept }, weight: "weight", group: "group" };

/** DuckDB is an optional peer: these run where it is installed. */
describe.skipIf(!installed)("DuckDB", () => {
  it("queries files", async () => {
    await writeParquet(path("o.parquet"), samples);
    const source = sqlSource(
      duckdbDatabase(),
      `select * from '${path("o.parquet")}' where weight >= :least order by weight desc`,
      { ...options, parameters: { least: 0 } },
    );
    expect([...(await source.read())]).toEqual(ordersBack);
    const rows: unknown[] = [];
    for await (const batch of source.batches({ batchRows: 2 })) rows.push(...batch);
    expect(rows).toEqual(ordersBack);
  });
  it("queries CSV, and dates as parameters", async () => {
    await writeCsv(path("o.csv"), samples);
    const sql = `select id, day from read_csv('${path("o.csv")}', types = {'day': 'timestamptz'}) where day < :day`;
    expect(
      (await sqlSource(duckdbDatabase(), sql, { schema: Order, parameters: { day: new Date("2000-01-01") } }).read())
        .ids,
    ).toEqual([orders[2]!.id]);
  });
  it("gives back what was written into its own file", async () => {
    await writeTable(duckdbDatabase(path("o.duckdb")), "orders", samples);
    expect([
      ...(await sqlSource(
        duckdbDatabase(path("o.duckdb")),
        "select * from orders order by weight desc",
        options,
      ).read()),
    ]).toEqual(ordersBack);
  });
});
