import type { Awaitable, Filter, Row, TableLayout, TableQuery, TableStore } from "@tandem/core";
import { checksOf, type Check, type Expect, type Skips } from "../check.ts";
import { difference } from "../difference.ts";

/** Opens the table of that layout, empty where `fresh`; every check opens its own. */
export type OpenTable = (layout: TableLayout, fresh: boolean) => Awaitable<TableStore>;
export type TableCheckName = keyof ReturnType<typeof bodies>;

/** Every promise of a {@link TableStore}. */
export function tableChecks(
  name: string,
  open: OpenTable,
  options: { readonly skip?: Skips<TableCheckName> } = {},
): readonly Check<TableCheckName>[] {
  return checksOf(`table store ${name}`, bodies(open), options.skip);
}

const LAYOUT: TableLayout = {
  name: "conformance",
  key: ["day", "id"],
  columns: {
    day: { type: "string", required: true },
    id: { type: "integer", required: true },
    score: { type: "number" },
    label: { type: "string" },
    sure: { type: "boolean" },
    at: { type: "timestamp" },
    detail: { type: "json" },
  },
};

const ROWS: readonly Row[] = [
  {
    day: "2026-01-01",
    id: 1,
    score: 0.1,
    label: "yes",
    sure: true,
    at: "2026-01-01T10:00:00.000Z",
    detail: { why: ["a", 1, null] },
  },
  { day: "2026-01-01", id: 2, score: -2.5e-12, label: "no", sure: false, at: "2025-12-31T23:59:59.999Z", detail: null },
  { day: "2026-01-01", id: 10, score: null, label: "50%_'\\", sure: null, at: null, detail: [1, 2] },
  { day: "2026-01-02", id: 1, score: 3, label: null, sure: true, at: "2026-02-01T00:00:00.000Z", detail: "text" },
  {
    day: "2026-01-02",
    id: 9007199254740991,
    score: 1e300,
    label: "Zebra 😀",
    sure: false,
    at: "1969-07-20T20:17:40.000Z",
    detail: 5,
  },
];

const FILTERS: readonly (readonly [what: string, filter: Filter, rows: readonly number[]])[] = [
  ["equal", ["label", "=", "yes"], [0]],
  ["not equal, never missing", ["label", "!=", "yes"], [1, 2, 4]],
  ["less", ["score", "<", 0.1], [1]],
  ["at least", ["score", ">=", 0.1], [0, 3, 4]],
  ["text in order of code points", ["label", "<", "a"], [2, 4]],
  ["in", ["id", "in", [2, 10, 77]], [1, 2]],
  ["in nothing", ["id", "in", []], []],
  ["boolean", ["sure", "=", true], [0, 3]],
  ["timestamp", ["at", ">=", "2026-01-01T10:00:00.000Z"], [0, 3]],
  ["prefix with wildcards in it", ["label", "starts with", "50%_'"], [2]],
  ["prefix that is a wildcard", ["label", "starts with", "%"], []],
  ["missing", ["score", "missing", true], [2]],
  ["there", ["label", "missing", false], [0, 1, 2, 4]],
  [
    "all",
    {
      all: [
        ["day", "=", "2026-01-01"],
        ["sure", "=", false],
      ],
    },
    [1],
  ],
  ["all of nothing", { all: [] }, [0, 1, 2, 3, 4]],
  [
    "any",
    {
      any: [
        ["id", "=", 10],
        ["score", ">", 1],
      ],
    },
    [2, 3, 4],
  ],
  ["any of nothing", { any: [] }, []],
  ["not, missing included", { not: ["score", ">", 0] }, [1, 2]],
  ["nested", { not: { any: [["label", "=", "yes"], { all: [["id", "=", 1]] }] } }, [1, 2, 4]],
  ["a value that is SQL", ["label", "=", "' or 1=1 --"], []],
];

function bodies(open: OpenTable) {
  const filled = async (): Promise<TableStore> => {
    const table = await open(LAYOUT, true);
    await table.insert(ROWS);
    return table;
  };
  return {
    "gives back the rows it was given, by key": async (expect: Expect) => {
      const table = await open(LAYOUT, true);
      await table.insert([...ROWS].reverse());
      rowsAre(expect, "all rows", await gather(table), ROWS);
      expect.that((await table.count()) === ROWS.length, "count is not the number of rows");
    },
    "keeps fields beyond its columns": async (expect: Expect) => {
      const table = await open(LAYOUT, true);
      const row: Row = { day: "d", id: 1, later: { added: [1] }, "odd name": "x" };
      await table.insert([row]);
      rowsAre(expect, "a row with more fields", await gather(table), [row]);
      await table.upsert([{ day: "d", id: 1, later: 2 }]);
      rowsAre(expect, "a replaced row", await gather(table), [{ day: "d", id: 1, later: 2 }]);
    },
    "refuses a key that is there, writing nothing": async (expect: Expect) => {
      const table = await filled();
      const fresh: Row = { day: "2026-03-01", id: 1 };
      await expect.code("table/duplicate-key", "insert of a key that is there", () => table.insert([fresh, ROWS[0]!]));
      await expect.code("table/duplicate-key", "insert of a key twice", () => table.insert([fresh, fresh]));
      rowsAre(expect, "the rows after refused inserts", await gather(table), ROWS);
    },
    "refuses a row without its key, writing nothing": async (expect: Expect) => {
      const table = await filled();
      const fresh: Row = { day: "2026-03-01", id: 1 };
      for (const lacking of [{ id: 7 }, { day: null, id: 7 }, { day: "d", id: NaN }, { day: ["d"], id: 7 }] as Row[]) {
        await expect.code("table/bad-key", "insert of a row without its key", () => table.insert([fresh, lacking]));
        await expect.code("table/bad-key", "upsert of a row without its key", () => table.upsert([fresh, lacking]));
      }
      rowsAre(expect, "the rows after refused writes", await gather(table), ROWS);
    },
    "finds rows among any number of values": async (expect: Expect) => {
      const table = await filled();
      const many = Array.from({ length: 70_000 }, (_, at) => at + 2);
      const where: Record<string, Filter> = {
        numbers: ["id", "in", many],
        texts: ["label", "in", [...many.map((one) => `label ${one}`), "no", "50%_'\\"]],
        fractions: {
          all: [
            ["score", "in", [...many.map((one) => one / 7 - 20_000), -2.5e-12]],
            ["id", "in", many],
          ],
        },
        "any of many": { any: many.slice(0, 2_000).map((one): Filter => ["id", "=", one]) },
      };
      for (const [what, filter] of Object.entries(where))
        rowsAre(
          expect,
          `rows by ${what}`,
          await gather(table, { where: filter }),
          what === "fractions" ? [ROWS[1]!] : ROWS.slice(1, 3),
        );
      expect.that((await table.delete(where["numbers"]!)) === 2, "delete by many values does not find the rows");
    },
    "replaces rows by key": async (expect: Expect) => {
      const table = await filled();
      const changed: Row = { day: "2026-01-01", id: 1, score: 9 };
      await table.upsert([{ ...changed, score: 8 }, { day: "2026-05-05", id: 5 }, changed]);
      rowsAre(expect, "the rows after an upsert", await gather(table), [
        changed,
        ...ROWS.slice(1),
        { day: "2026-05-05", id: 5 },
      ]);
      await table.upsert([]);
    },
    "finds rows by every kind of filter": async (expect: Expect) => {
      const table = await filled();
      for (const [what, where, wanted] of FILTERS) {
        rowsAre(
          expect,
          what,
          await gather(table, { where }),
          wanted.map((at) => ROWS[at]!),
        );
        expect.that((await table.count(where)) === wanted.length, `count differs from select for: ${what}`);
      }
    },
    "orders, missing values last": async (expect: Expect) => {
      const table = await filled();
      const order = async (column: string, descending: boolean) => gather(table, { orderBy: [{ column, descending }] });
      rowsAre(
        expect,
        "by score",
        await order("score", false),
        [1, 0, 3, 4, 2].map((at) => ROWS[at]!),
      );
      rowsAre(
        expect,
        "by score, descending",
        await order("score", true),
        [4, 3, 0, 1, 2].map((at) => ROWS[at]!),
      );
      rowsAre(
        expect,
        "by label",
        await order("label", false),
        [2, 4, 1, 0, 3].map((at) => ROWS[at]!),
      );
      rowsAre(
        expect,
        "by time",
        await order("at", false),
        [4, 1, 0, 3, 2].map((at) => ROWS[at]!),
      );
      const two = await gather(table, { orderBy: [{ column: "sure" }, { column: "id", descending: true }], limit: 3 });
      rowsAre(
        expect,
        "by two columns, three rows",
        two,
        [4, 1, 0].map((at) => ROWS[at]!),
      );
    },
    "names a column it does not have": async (expect: Expect) => {
      const table = await filled();
      const where: Filter = ["colour", "=", "red"];
      await expect.code("table/no-such-column", "select by an unknown column", () => gather(table, { where }));
      await expect.code("table/no-such-column", "order by an unknown column", () =>
        gather(table, { orderBy: [{ column: "colour" }] }),
      );
      await expect.code("table/no-such-column", "delete by an unknown column", () => table.delete({ any: [where] }));
    },
    "deletes what matches and says how many": async (expect: Expect) => {
      const table = await filled();
      expect.that((await table.delete(["day", "=", "2026-01-01"])) === 3, "delete does not give the number of rows");
      rowsAre(expect, "the rows left", await gather(table), ROWS.slice(3));
    },
    "holds many rows in one call": async (expect: Expect) => {
      const table = await open(LAYOUT, true);
      const many = Array.from({ length: 12_000 }, (_, id): Row => ({ day: "d", id, score: id / 3 }));
      await table.insert(many);
      expect.that((await table.count()) === many.length, "rows are lost");
      let next = 0;
      for await (const row of table.select()) expect.that(row["id"] === next++, `row ${next - 1} comes out of order`);
      await expect.code("table/duplicate-key", "a late duplicate", () =>
        table.insert([...many.map((row) => ({ ...row, day: "e" })), many[0]!]),
      );
      expect.that((await table.count()) === many.length, "a part of a refused call was written");
    },
    "can be written while it is read": async (expect: Expect) => {
      const table = await filled();
      let seen = 0;
      for await (const row of table.select()) {
        seen++;
        await table.upsert([{ ...row, label: "seen" }]);
      }
      expect.that(
        seen === ROWS.length && (await table.count(["label", "=", "seen"])) === ROWS.length,
        "reading and writing disturb each other",
      );
    },
    "gains columns": async (expect: Expect) => {
      await filled();
      const wider: TableLayout = { ...LAYOUT, columns: { ...LAYOUT.columns, owner: { type: "string" } } };
      const [table, twin] = await Promise.all([open(wider, false), open(wider, false)]);
      await table.upsert([{ ...ROWS[0]!, owner: "ada" }]);
      rowsAre(expect, "rows by the new column", await gather(twin, { where: ["owner", "=", "ada"] }), [
        { ...ROWS[0]!, owner: "ada" },
      ]);
      const old = await open(LAYOUT, false);
      expect.that((await old.count()) === ROWS.length, "an old reader no longer sees the rows");
    },
  };
}

async function gather(table: TableStore, query?: TableQuery): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of table.select(query)) rows.push(row);
  return rows;
}

function rowsAre(expect: Expect, what: string, found: readonly Row[], wanted: readonly Row[]): void {
  const differs = difference(found.map(withoutMissing), wanted.map(withoutMissing));
  expect.that(differs === undefined, `${what}: ${differs}`);
}

function withoutMissing(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
