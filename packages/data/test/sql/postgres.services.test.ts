import { describe, expect, it } from "vitest";
import { labeledSamplesOf } from "@tandem/core";
import { memorySource, postgresDatabase, sqlSource, writeTable } from "@tandem/data";
import { z } from "zod";
import { Kept, Order, orders, ordersBack } from "../fixtures.ts";

const url = process.env["TANDEM_TEST_POSTGRES"];
if (!url)
  throw new Error(
    "set TANDEM_TEST_POSTGRES to the URL of a database for tests, like postgres://postgres:postgres@127.0.0.1:5432/tandem_test",
  );
const database = postgresDatabase(url);
const table = `orders_${process.pid}`;
const options = { schema: Order, label: { column: "label", schema: Kept }, weight: "weight", group: "group" };

describe("PostgreSQL", () => {
  it("gives back what was written, in one go and in batches", async () => {
    await writeTable(
      database,
      `public.${table}`,
      memorySource(labeledSamplesOf<Order, Kept>(orders)).batches({ batchRows: 2 }),
    );
    const source = sqlSource(
      database,
      `select * from ${table} where amount is null or amount < :most order by weight desc`,
      { ...options, parameters: { most: 100 } },
    );
    expect([...(await source.read())]).toEqual(ordersBack);
    const rows: unknown[] = [];
    for await (const batch of source.batches({ batchRows: 1 })) rows.push(...batch);
    expect(rows).toEqual(ordersBack);
  });
  it("reads its types as they are meant", async () => {
    const Types = z.object({
      big: z.bigint(),
      count: z.number(),
      exact: z.number(),
      day: z.date(),
      at: z.date(),
      flag: z.boolean(),
      list: z.array(z.number()),
      zip: z.string(),
    });
    const sql =
      "select 1 as id, 9007199254740993::int8 as big, 5::int8 as count, 1.25::numeric as exact, date '2024-02-29' as day, timestamp '2024-02-29 12:00' as at, true as flag, '[1,2]'::jsonb as list, '01234'::text as zip";
    expect((await sqlSource(database, sql, { schema: Types }).read()).at(0)).toEqual({
      id: "1",
      data: {
        big: 9007199254740993n,
        count: 5,
        exact: 1.25,
        day: new Date("2024-02-29"),
        at: new Date("2024-02-29T12:00:00Z"),
        flag: true,
        list: [1, 2],
        zip: "01234",
      },
    });
  });
  it("streams results larger than memory should hold, and can be left", async () => {
    const source = sqlSource(database, "select generate_series(1, 100000000) as id, 1.5::float8 as amount", {
      schema: Order,
    });
    for await (const batch of source.batches({ batchRows: 100 })) {
      expect(batch.ids.length).toBe(100);
      break;
    }
  });
  it("cannot be injected or written to by a query", async () => {
    const evil = "x'; drop table orders; --";
    expect(
      (
        await sqlSource(database, `select * from ${table} where id = :id`, {
          ...options,
          parameters: { id: evil },
        }).read()
      ).length,
    ).toBe(0);
    await expect(sqlSource(database, `delete from ${table} returning *`, options).read()).rejects.toMatchObject({
      code: "data/bad-query",
    });
    expect((await sqlSource(database, `select * from ${table}`, options).read()).length).toBe(3);
  });
  it("keeps the old table where writing fails", async () => {
    async function* failing() {
      yield* memorySource(labeledSamplesOf<Order, Kept>(orders)).batches();
      throw new Error("the model failed");
    }
    await expect(writeTable(database, table, failing())).rejects.toThrow("the model failed");
    expect((await sqlSource(database, `select * from ${table}`, options).read()).length).toBe(3);
  });
});
