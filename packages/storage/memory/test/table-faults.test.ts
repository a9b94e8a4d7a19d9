import { memoryTechnology } from "@tandem/storage-memory";
import { tableChecks, type TableCheckName } from "@tandem/testkit";
import type { Row, TableLayout, TableQuery, TableStore } from "@tandem/core";
import { describe, expect, it } from "vitest";

type Change = (sound: TableStore, layout: TableLayout) => Partial<TableStore>;
const changed = (change: Change) => {
  let technology = memoryTechnology();
  return async (layout: TableLayout, fresh: boolean) => {
    if (fresh) technology = memoryTechnology();
    const sound = await technology.table!(layout);
    return { ...sound, ...change(sound, layout) };
  };
};
const gather = async (rows: AsyncIterable<Row>) => {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
};
/** The rows that a changed query gives. */
const asking = (change: (query: TableQuery) => TableQuery) => (sound: TableStore) => ({
  select: (query: TableQuery = {}) => sound.select(change(query)),
});

/** For each check, stores that break its promise. */
const faults: Record<TableCheckName, Record<string, Change>> = {
  "gives back the rows it was given, by key": {
    "gives them as they came": (sound) => {
      const held: Row[] = [];
      return {
        insert: async (rows) => (held.push(...rows), sound.insert(rows)),
        async *select() {
          yield* held;
        },
      };
    },
    "rounds numbers": (sound) => ({
      insert: (rows) =>
        sound.insert(
          rows.map((row) => (typeof row["score"] === "number" ? { ...row, score: Math.fround(row["score"]) } : row)),
        ),
    }),
    miscounts: (sound) => ({ count: async (where) => (await sound.count(where)) + 1 }),
  },
  "keeps fields beyond its columns": {
    "drops them": (sound, { columns }) => ({
      insert: (rows) =>
        sound.insert(rows.map((row) => Object.fromEntries(Object.entries(row).filter(([field]) => field in columns)))),
    }),
    "keeps those of the replaced row": (sound) => ({
      async upsert(rows) {
        const held = await gather(sound.select());
        await sound.upsert(
          rows.map((row) => ({ ...held.find(({ id, day }) => id === row["id"] && day === row["day"]), ...row })),
        );
      },
    }),
  },
  "refuses a key that is there, writing nothing": {
    replaces: (sound) => ({ insert: (rows) => sound.upsert(rows) }),
    "writes row by row": (sound) => ({
      async insert(rows) {
        for (const row of rows) await sound.insert([row]);
      },
    }),
  },
  "refuses a row without its key, writing nothing": {
    "takes nothing for a key": (sound) => {
      const named = (rows: readonly Row[]) =>
        rows.map((row) => ({ ...row, day: String(row["day"]), id: row["id"] || 0 }));
      return { insert: (rows) => sound.insert(named(rows)), upsert: (rows) => sound.upsert(named(rows)) };
    },
    "leaves such rows out": (sound) => ({
      upsert: (rows) => sound.upsert(rows.filter(({ day, id }) => typeof day === "string" && Number.isFinite(id))),
    }),
    "looks at rows as it writes them": (sound) => ({
      async insert(rows) {
        for (const row of rows) await sound.insert([row]);
      },
    }),
  },
  "finds rows among any number of values": {
    "looks at the first 32,766": asking(({ where, ...query }) =>
      where && Array.isArray(where) && where[1] === "in"
        ? { ...query, where: [where[0], "in", (where[2] as string[]).slice(0, 32_766)] as const }
        : { ...query, ...(where ? { where } : {}) },
    ),
    "refuses many": asking(({ where, ...query }) => {
      if (where && "any" in where && where.any.length > 1_000) throw new Error("expression tree is too large");
      return { ...query, ...(where ? { where } : {}) };
    }),
  },
  "replaces rows by key": {
    "lets the first of a key count": (sound) => ({ upsert: (rows) => sound.upsert([...rows].reverse()) }),
    "merges with the old row": (sound) => ({
      async upsert(rows) {
        const held = await gather(sound.select());
        await sound.upsert(
          rows.map((row) => ({ ...held.find(({ id, day }) => id === row["id"] && day === row["day"]), ...row })),
        );
      },
    }),
  },
  "finds rows by every kind of filter": {
    "finds missing values unequal": (sound) => ({
      async *select(query = {}) {
        const { where } = query;
        if (Array.isArray(where) && where[1] === "!=") {
          for await (const row of sound.select()) if (row[where[0] as string] !== where[2]) yield row;
        } else yield* sound.select(query);
      },
    }),
    "reads a prefix as a pattern": (sound) => ({
      async *select(query = {}) {
        const { where } = query;
        if (Array.isArray(where) && where[1] === "starts with") {
          const like = new RegExp(`^${(where[2] as string).replaceAll("%", ".*").replaceAll("_", ".")}`);
          for await (const row of sound.select()) if (like.test((row["label"] as string | null) ?? "")) yield row;
        } else yield* sound.select(query);
      },
    }),
    "counts without the filter": (sound) => ({ count: () => sound.count() }),
  },
  "orders, missing values last": {
    "ignores the direction": asking((query) => ({
      ...query,
      ...(query.orderBy ? { orderBy: query.orderBy.map(({ column }) => ({ column })) } : {}),
    })),
    "ignores the limit": asking(({ limit: _, ...query }) => query),
    "puts missing values first": (sound) => ({
      async *select(query = {}) {
        const rows = await gather(sound.select(query));
        const by = query.orderBy?.[0]?.column;
        if (by === undefined) yield* rows;
        else yield* [...rows.filter((row) => row[by] == null), ...rows.filter((row) => row[by] != null)];
      },
    }),
  },
  "names a column it does not have": {
    "finds nothing": (sound) => ({
      async *select(query = {}) {
        const rows = await gather(sound.select(query)).catch(() => []);
        yield* rows;
      },
    }),
    "fails in its own words": (sound) => ({
      delete: (where) => sound.delete(where).catch(() => Promise.reject(new Error('column "colour" does not exist'))),
    }),
  },
  "deletes what matches and says how many": {
    "deletes all": (sound) => ({ delete: () => sound.delete({ all: [] }) }),
    "does not say": (sound) => ({ delete: async (where) => (await sound.delete(where)) * 0 }),
  },
  "holds many rows in one call": {
    "takes 10,000 at most": (sound) => ({ insert: (rows) => sound.insert(rows.slice(0, 10_000)) }),
    "writes in parts": (sound) => ({
      async insert(rows) {
        for (let start = 0; start < rows.length; start += 5_000) await sound.insert(rows.slice(start, start + 5_000));
      },
    }),
  },
  "can be written while it is read": {
    "fails when written to": (sound) => {
      let reading = 0;
      return {
        async *select(query) {
          reading++;
          yield* sound.select(query);
          reading--;
        },
        async upsert(rows) {
          if (reading > 0) throw new Error("database table is locked");
          await sound.upsert(rows);
        },
      };
    },
  },
  "gains columns": {
    "keeps to its first columns": (sound) => ({
      async *select(query = {}) {
        for await (const { owner: _, ...row } of sound.select(query)) yield row;
      },
    }),
  },
};

describe("each check of tables finds its planted fault", () => {
  for (const [name, changes] of Object.entries(faults))
    for (const [fault, change] of Object.entries(changes))
      it(`${name}: a table that ${fault}`, async () => {
        const check = tableChecks("faulty", changed(change)).find((one) => one.name === name)!;
        await expect(check.run()).rejects.toMatchObject({ code: "check/failed", details: { check: name } });
      });

  it("has a planted fault for every check", () => {
    expect(
      tableChecks(
        "a",
        changed(() => ({})),
      )
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(faults).sort());
  });
});
