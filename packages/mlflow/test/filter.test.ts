import { describe, expect, it } from "vitest";
import { holdsAll, parseFilter } from "../src/filter.ts";
import { sorted } from "../src/order.ts";

type Record = Readonly<{ [key: string]: string | number | undefined }>;
const valueOf = (record: Record, entity: string, key: string) => record[`${entity}.${key}`];
const holds = (filter: string, record: Record) => holdsAll(parseFilter(filter), record, valueOf);

describe("the search language", () => {
  it("reads names, quotes and operators", () => {
    expect(
      parseFilter(`metric.a>=1e-3 and tags."a b" != 'it''s' AND \`x\` IS NOT NULL and param.p not in ("u", 'v')`),
    ).toEqual([
      { entity: "metrics", key: "a", operator: ">=", value: 0.001 },
      { entity: "tags", key: "a b", operator: "!=", value: "it's" },
      { entity: "attributes", key: "x", operator: "IS NOT NULL", value: "" },
      { entity: "params", key: "p", operator: "NOT IN", value: ["u", "v"] },
    ]);
    expect(parseFilter("tags.mlflow.parentRunId = 'x'")).toMatchObject([{ entity: "tags", key: "mlflow.parentRunId" }]);
    expect(parseFilter("")).toEqual([]);
    expect(parseFilter(undefined)).toEqual([]);
  });

  it.each([
    ["metrics.a = 0.5", true],
    ["metrics.a = 0.50", true],
    ["metrics.a > -1 and metrics.a < .6", true],
    ["metrics.a >= 0.6", false],
    ["params.p = 'Abc'", true],
    ["params.p LIKE 'a%'", false],
    ["params.p ILIKE 'a_C'", true],
    ["params.p LIKE 'A.c'", false],
    ["params.p IN ('x', 'Abc')", true],
    ["params.p NOT IN ('x')", true],
    ["params.none != 'x'", false],
    ["params.none NOT IN ('x')", false],
    ["params.none IS NULL", true],
    ["params.p IS NULL", false],
    ["params.p <= 'Abd'", true],
  ])("%s is %s", (filter, expected) => {
    expect(holds(filter, { "metrics.a": 0.5, "params.p": "Abc" })).toBe(expected);
  });

  it.each([
    "a =",
    "= 1",
    "a ! 1",
    "a = 1 b = 2",
    "a = b",
    "a IN 'x'",
    "a IN ('x'",
    "a IN ()",
    "a IS NOT",
    "a NOT 'x'",
    "a = 'open",
    "a = =",
    "a ; 1",
    "AND",
  ])("%s cannot be read", (filter) => {
    expect(() => parseFilter(filter)).toThrow(/Invalid/);
  });

  it("sorts by several names, missing values last either way", () => {
    const records: Record[] = [
      { "metrics.a": 1, "attributes.n": "x" },
      {},
      { "metrics.a": 2 },
      { "metrics.a": 1, "attributes.n": "a" },
    ];
    const order = (...clauses: string[]) => sorted(records, clauses, valueOf).map((record) => records.indexOf(record));
    expect(order("metrics.a DESC", "n ASC")).toEqual([2, 3, 0, 1]);
    expect(order("metrics.`a`")).toEqual([0, 3, 2, 1]);
    expect(order()).toEqual([0, 1, 2, 3]);
    expect(() => order("metrics.a, n")).toThrow(/Invalid/);
  });
});
