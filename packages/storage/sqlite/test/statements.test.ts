import { sqliteTechnology } from "@tandem/storage-sqlite";
import { TandemError, type Row } from "@tandem/core";
import { afterAll, describe, expect, it } from "vitest";

const technology = sqliteTechnology(":memory:");
afterAll(() => technology.close());
const layout = {
  name: "numbers",
  key: ["id"],
  columns: { id: { type: "integer" }, score: { type: "number" }, note: { type: "string" } },
} as const;

describe("values that the driver or SQLite would change", () => {
  it("are kept: numbers near zero, in writing and in comparing", async () => {
    const table = await technology.table!(layout);
    const numbers = [
      1e-16,
      Number.EPSILON,
      Number.EPSILON / 2,
      1e-300,
      5e-324,
      -1e-300,
      0.1 + 0.2,
      1 + Number.EPSILON,
      2 ** 53,
      1e308,
    ];
    await table.insert(numbers.map((score, id) => ({ id, score })));
    const found: Row[] = [];
    for await (const row of table.select()) found.push(row);
    expect(found.map(({ score }) => score)).toEqual(numbers);
    for (const score of numbers) expect([score, await table.count(["score", "=", score])]).toEqual([score, 1]);
    expect(
      await table.count({
        all: [
          ["score", ">", 0],
          ["score", "<", 1e-17],
        ],
      }),
    ).toBe(2);
  });

  it("are no part of a statement: an operator is one of those there are", async () => {
    const table = await technology.table!(layout);
    const where = ["note", "= ''; drop table table_numbers; --", "x"] as never;
    await expect(table.count(where)).rejects.toSatisfy((error) => TandemError.is(error, "storage/unsupported"));
  });

  it.each([
    ["NaN", { id: 90, score: NaN }],
    ["a whole number with gaps beside it, which could not be read again", { id: 2 ** 53 }],
    ["a text with a NUL character, which would be cut there", { id: 91, note: "a\0b" }],
  ])("are refused: %s", async (_, row) => {
    const table = await technology.table!(layout);
    await expect(table.insert([row])).rejects.toSatisfy((error) => TandemError.is(error, "storage/unsupported"));
    expect(await table.count(["id", ">=", 90])).toBe(0);
  });
});
