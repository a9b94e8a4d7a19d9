import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { samplesOf, TandemError } from "@tandem/core";
import { sqliteDatabase, sqlSource, writeTable, type SqlParameters } from "@tandem/data";
import { z } from "zod";
import { bindParameters } from "../../src/sql/statement.ts";
import { testFolder } from "../fixtures.ts";

const path = testFolder();
const Row = z.object({ name: z.string(), age: z.number() });
const people = [
  ["a", "Ann", 30],
  ["b", "Bob'; drop table people; --", 40],
  ["c", "Cy", 50],
] as const;
const query = (sql: string, parameters: SqlParameters = {}) =>
  sqlSource(sqliteDatabase(path("p.db")), sql, { schema: Row, name: "people", parameters });
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error: unknown) => (TandemError.is(error) ? `${error.code} ${error.message}` : String(error)),
  );

beforeAll(() =>
  writeTable(
    sqliteDatabase(path("p.db")),
    "people",
    samplesOf(people.map(([id, name, age]) => ({ id, data: { name, age } }))),
  ),
);

describe("sqlSource", () => {
  it("waits for another process that is writing", async () => {
    const holder = `
      import { DatabaseSync } from "@photostructure/sqlite";
      const database = new DatabaseSync(process.argv[1]);
      database.exec("begin exclusive");
      process.stdout.write("locked");
      setTimeout(() => database.exec("commit"), 300);`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", holder, path("p.db")], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    await once(child.stdout, "data");
    expect((await query("select * from people").read()).length).toBe(3);
    if (child.exitCode === null) await once(child, "exit");
  });
  it("binds named parameters and lists, and cannot be injected", async () => {
    expect(
      (
        await query("select * from people where age > :low and age in (:ages) order by id", {
          low: 30,
          ages: [30, 40, 50],
        }).read()
      ).ids,
    ).toEqual(["b", "c"]);
    expect((await query("select * from people where name = :name", { name: people[1][1] }).read()).ids).toEqual(["b"]);
    expect((await query("select * from people where name in (:none)", { none: [] }).read()).length).toBe(0);
    expect((await query("select * from people").read()).length).toBe(3);
  });
  it("reads a query from a file", async () => {
    await writeFile(
      path("young.sql"),
      "-- those under :limit years; ';' in a comment\nselect * from people\nwhere age < :limit;\n",
    );
    const source = sqlSource(
      sqliteDatabase(path("p.db")),
      { file: path("young.sql") },
      { schema: Row, parameters: { limit: 40 } },
    );
    expect(source.name).toBe("young.sql");
    expect([...(await source.read())]).toEqual([{ id: "a", data: { name: "Ann", age: 30 } }]);
  });
  it("cannot change the database", async () => {
    expect(await code(query("delete from people returning *").read())).toMatch(/^data\/bad-query .*readonly/);
  });
  it("says what is wrong with a query", async () => {
    expect(await code(query("select * from nobody").read())).toMatch(
      /^data\/bad-query people: the query fails: no such table/,
    );
    expect(await code(query("select * from people; select 1").read())).toMatch(/more than one statement/);
    expect(await code(query("select * from people where age > :low").read())).toMatch(/needs a value for :low/);
    expect(await code(query("select * from people", { low: 1 }).read())).toMatch(/has no parameter :low/);
    expect(await code(query("select :x as id", { x: NaN }).read())).toMatch(/cannot take NaN for :x/);
    expect(await code(query("select :x as id", { x: { toString: () => "1" } as never }).read())).toMatch(
      /cannot take 1 for :x/,
    );
    expect(await code(query("select id, name from people").read())).toMatch(
      /^data\/missing-column people has no column "age"/,
    );
    expect(await code(query("select *, 1 as age from people").read())).toMatch(/two columns "age"/);
    expect(await code(sqlSource(sqliteDatabase(path("none.db")), "select 1", { schema: Row }).read())).toMatch(
      /^data\/not-found/,
    );
  });
  it("reads big integers exactly or refuses them", async () => {
    const Big = z.object({ small: z.number(), big: z.bigint() });
    const read = (big: string, schema: z.ZodType<object>) =>
      sqlSource(sqliteDatabase(path("p.db")), `select 'x' as id, 5 as small, ${big} as big`, { schema });
    expect((await read("9007199254740993", Big).read()).at(0).data).toEqual({ small: 5, big: 9007199254740993n });
    const { report } = await read("9007199254740993", z.object({ big: z.number() })).check();
    expect(report.failures).toMatchObject([{ reason: "wrong-type", value: "9007199254740993" }]);
    expect(await code(read("9007199254740993", z.object({ big: z.number() })).read())).toMatch(/9007199254740993/);
  });
  it("streams: a batch is read when it is asked for", async () => {
    const endless = sqlSource(
      sqliteDatabase(path("p.db")),
      "with recursive n(id) as (select 1 union all select id + 1 from n) select id from n",
      { schema: z.object({}) },
    );
    for await (const batch of endless.batches({ batchRows: 10 })) {
      expect(batch.ids).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
      break;
    }
  });
});

it("sees no parameter in texts, names, comments, casts and dollar quotes", () => {
  const sql = `select ':a', ":b", x::text, $q$ :c $q$, $$:d$$ -- :e\n /* :f */ from t where y = :g and z = :g`;
  const bound = bindParameters("q", sql, { g: 1 }, (position) => `$${position}`);
  expect(bound).toEqual({ text: sql.replace("y = :g", "y = $1").replace("z = :g", "z = $2"), values: [1, 1] });
});
