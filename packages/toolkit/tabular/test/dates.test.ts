import { samplesOf, type TandemError } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { columnNames, encode, learnEncoding } from "../src/index.ts";
import { expectRows, people, reference, trained } from "./reference.ts";

it("agrees with pandas on the parts of dates", () => {
  const parts = ["year", "quarter", "month", "day", "dayOfYear", "weekday", "hour", "minute", "second"] as const;
  const encoding = learnEncoding(trained, { dates: [{ fields: ["joined"], parts, method: "none", impute: "none" }] });
  expect(columnNames(encoding)).toEqual(parts.map((part) => `joined:${part}`));
  expectRows(encode(people, encoding), reference.parts);
});

describe("dates in any form", () => {
  interface Row {
    readonly at: Date | number | string | null;
  }
  const rows = (...values: Row["at"][]) => samplesOf<Row>(values.map((at, i) => ({ id: `${i}`, data: { at } })));

  it("are Dates, epoch milliseconds and ISO strings alike", () => {
    const time = Date.UTC(2026, 10, 22, 15, 4, 5);
    const encoding = learnEncoding(rows(new Date(time)), {
      dates: [{ fields: ["at"], parts: ["year", "month", "day", "hour"], method: "none" }],
    });
    for (const value of [
      new Date(time),
      time,
      "2026-11-22T15:04:05Z",
      "2026-11-22T15:04:05",
      "2026-11-22T17:04:05+02:00",
    ])
      expect([...encode(rows(value), encoding).data]).toEqual([2026, 11, 22, 15]);
  });
  it("lie on a circle, missing ones in its middle", () => {
    const encoding = learnEncoding(rows("2026-01-05"), { dates: [{ fields: ["at"], cyclic: ["month", "weekday"] }] });
    expect(columnNames(encoding)).toEqual(["at:month:sin", "at:month:cos", "at:weekday:sin", "at:weekday:cos"]);
    const { data } = encode(rows("2026-01-05", "2026-04-05", null), encoding);
    const sunday = (2 * Math.PI * 6) / 7;
    const expected = [0, 1, 0, 1, 1, 0, Math.sin(sunday), Math.cos(sunday), 0, 0, 0, 0];
    expected.forEach((value, i) => expect(data[i]).toBeCloseTo(value, 12));
  });
  it("count the time elapsed since a day or the latest in training", () => {
    const seen = rows("2026-01-01", "2026-01-11", null);
    const since = learnEncoding(seen, {
      dates: [{ fields: ["at"], elapsed: { since: "2026-01-10", unit: "hours" }, method: "none", impute: "none" }],
    });
    expect([...encode(seen, since).data]).toEqual([-216, 24, NaN]);
    const latest = learnEncoding(seen, { dates: [{ fields: ["at"], elapsed: true, method: "none" }] });
    expect([...encode(rows("2026-01-21", null), latest).data]).toEqual([10, -5]);
    const scaled = learnEncoding(seen, { dates: [{ fields: ["at"], elapsed: true }] });
    expect(encode(seen, scaled).data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
  });
  it("bear a field that is always empty", () => {
    const empty = rows(null, null);
    expect(
      encode(
        empty,
        learnEncoding(empty, { dates: [{ fields: ["at"], parts: ["year"], cyclic: ["hour"], elapsed: true }] }),
      ).data,
    ).toEqual(new Float64Array(8));
  });
  it("must be ISO 8601 where they are strings", () => {
    const encoding = learnEncoding(rows("2026-01-01"), { dates: ["at"] });
    for (const value of ["01/02/2026", "2026-13-01", "yesterday", ""])
      expect(() => encode(rows(value), encoding)).toThrow(
        expect.objectContaining({ code: "tabular/bad-date" }) as TandemError,
      );
    expect(() => learnEncoding(rows("2026-01-01"), { dates: [{ fields: ["at"], elapsed: { since: "May" } }] })).toThrow(
      "ISO",
    );
  });
});
