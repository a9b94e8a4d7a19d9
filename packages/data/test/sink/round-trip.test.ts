import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { labeledSamplesOf, predictionsOf, samplesOf, type LabeledSamples } from "@tandem/core";
import {
  csvSource,
  csvText,
  duckdbDatabase,
  jsonSource,
  memorySource,
  ndjsonSource,
  ndjsonText,
  parquetSource,
  sqliteDatabase,
  sqlSource,
  writeCsv,
  writeNdjson,
  writeParquet,
  writeTable,
  type Source,
} from "@tandem/data";
import { Kept, Order, orders, ordersBack, testFolder } from "../fixtures.ts";

const path = testFolder();
const samples: LabeledSamples<Order, Kept> = labeledSamplesOf<Order, Kept>(orders);
const options = { schema: Order, label: { column: "label", schema: Kept }, weight: "weight", group: "group" };
const batches = () => memorySource(samples).batches({ batchRows: 2 });

const formats: Record<string, () => Promise<Source<Order, Kept>>> = {
  csv: async () => (await writeCsv(path("o.csv"), batches()), csvSource(path("o.csv"), options)),
  "csv with semicolons": async () => (
    await writeCsv(path("s.csv"), batches(), { delimiter: ";" }),
    csvSource(path("s.csv"), { ...options, delimiter: ";" })
  ),
  ndjson: async () => (await writeNdjson(path("o.ndjson"), batches()), ndjsonSource(path("o.ndjson"), options)),
  parquet: async () => (await writeParquet(path("o.parquet"), batches()), parquetSource(path("o.parquet"), options)),
  sqlite: async () => {
    await writeTable(sqliteDatabase(path("o.db")), "orders", batches());
    return sqlSource(sqliteDatabase(path("o.db")), "select * from orders", options);
  },
  json: async () => {
    const lines: string[] = [];
    for await (const text of ndjsonText(batches())) lines.push(text);
    await writeFile(
      path("o.json"),
      JSON.stringify({
        result: {
          items: lines
            .join("")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as unknown),
        },
      }),
    );
    return jsonSource(path("o.json"), { ...options, at: "result.items" });
  },
};

describe.each(Object.entries(formats))("%s", (name, make) => {
  it("gives back what was written, in one go and in batches", async () => {
    const source = await make();
    const back = name === "sqlite" ? ordersBack.map((row) => ({ ...row })) : ordersBack;
    expect([...(await source.read())]).toEqual(back);
    const rows: unknown[] = [];
    for await (const batch of source.batches({ batchRows: 1 })) rows.push(...batch);
    expect(rows).toEqual(back);
  });
  it("gives plain samples to predict for", async () => {
    const plain = await (await make()).unlabeled().read();
    expect([...plain]).toEqual(ordersBack.map(({ id, data }) => ({ id, data })));
  });
});

it("writes predictions, also with probabilities", async () => {
  const predictions = predictionsOf(
    ["a", "b"],
    [
      { label: "yes", probability: 0.75, probabilities: [0.25, 0.75] },
      { label: "no", probability: 1, probabilities: [1, 0] },
    ],
  );
  const texts: string[] = [];
  for await (const text of csvText(predictions)) texts.push(text);
  expect(texts.join("")).toBe('id,label,probability,probabilities\na,yes,0.75,"[0.25,0.75]"\nb,no,1,"[1,0]"\n');
  await writeParquet(path("p.parquet"), predictions);
  expect(await writeTable(sqliteDatabase(path("p.db")), "scores", predictions)).toEqual({ rows: 2 });
});

it("leaves the old file as it was, and nothing else, where writing fails", async () => {
  await writeFile(path("kept.csv"), "old");
  async function* failing() {
    yield samplesOf([{ id: "a", data: { x: 1 } }]);
    throw new Error("the model failed");
  }
  for (const write of [writeCsv, writeNdjson, writeParquet])
    await expect(write(path("kept.csv"), failing())).rejects.toThrow("the model failed");
  expect(await readFile(path("kept.csv"), "utf8")).toBe("old");
  expect((await readdir(dirname(path("kept.csv")))).filter((name) => name.startsWith("."))).toEqual([]);
  const database = sqliteDatabase(path("kept.db"));
  await writeTable(database, "t", samplesOf([{ id: "old", data: { count: 1 } }]));
  await expect(writeTable(database, "t", failing())).rejects.toThrow("the model failed");
  expect((await sqlSource(database, "select * from t", { schema: Order }).read()).ids).toEqual(["old"]);
});

it("refuses columns that come late and names that clash", async () => {
  async function* late() {
    yield samplesOf([{ id: "a", data: { x: 1 } }]);
    yield samplesOf([{ id: "b", data: { x: 1, y: 2 } }]);
  }
  await expect(writeCsv(path("late.csv"), late())).rejects.toMatchObject({
    code: "data/late-column",
    details: { column: "y" },
  });
  await expect(writeNdjson(path("late.ndjson"), late())).resolves.toEqual({ rows: 2 });
  await expect(
    writeCsv(path("clash.csv"), labeledSamplesOf([{ id: "a", data: { label: 1 }, label: 2 }])),
  ).rejects.toMatchObject({ code: "data/bad-options" });
});

it("says how to install DuckDB where it is not there", async () => {
  const installed = await import("@duckdb/node-api" as string).then(
    () => true,
    () => false,
  );
  if (installed) return;
  await expect(sqlSource(duckdbDatabase(), "select 1 as id", { schema: Order }).read()).rejects.toMatchObject({
    code: "data/engine-missing",
  });
});
