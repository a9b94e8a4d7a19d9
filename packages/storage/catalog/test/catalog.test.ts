import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { memoryStore, type Row, type TableLayout } from "@tandem/core";
import {
  adoptTable,
  parseAddress,
  storageCatalog,
  tableLayout,
  type JsonSchema,
  type NewStorage,
} from "@tandem/storage-catalog";
import { fsStore } from "@tandem/storage-fs";
import { memoryTechnology } from "@tandem/storage-memory";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { afterAll, describe, expect, it } from "vitest";

const maker = fileURLToPath(new URL("./fixtures/maker.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tandem-catalog-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const objectOf = (properties: JsonSchema, ...required: string[]): JsonSchema => ({
  type: "object",
  properties,
  required,
});
const text: JsonSchema = { type: "string" };
const user = objectOf({ name: text }, "name");
const wider = objectOf({ name: text, age: { type: "integer" } }, "name");

const open = () => storageCatalog({ definitions: memoryStore(), technologies: [memoryTechnology()] });
const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown;

describe("a catalog of several processes", () => {
  const other = (job: string) =>
    execFileSync(process.execPath, [maker, folder, job], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });

  it("sees a new name, a new field and each other's values at once", async () => {
    const technologies = [sqliteTechnology(join(folder, "storage.db"))];
    const catalog = storageCatalog({ definitions: fsStore(join(folder, "definitions")), technologies });
    expect(await catalog.list()).toEqual([]);
    await expect(catalog.kv("sqlite/kv/users")).rejects.toEqual(code("storage/not-found"));
    other("create");
    expect(await catalog.list({ technology: "sqlite" })).toMatchObject([{ address: { name: "users" }, revision: 1 }]);
    const before = await catalog.kv("sqlite/kv/users");
    expect(await before.get("a")).toEqual({ name: "ada", nick: "countess" });
    other("evolve");
    expect(await catalog.describe("sqlite/kv/users")).toMatchObject({ revision: 2 });
    await (await catalog.kv("sqlite/kv/users")).put("b", { name: "bob", age: 7, nick: "x" });
    expect(await before.get("b")).toEqual({ name: "bob", age: 7, nick: "x" });
    expect(JSON.parse(other("read"))).toEqual({ name: "bob", age: 7, nick: "x" });
    await catalog.close();
  });
});

describe("a storage's schema", () => {
  it("holds for what is written, in every format", async () => {
    const catalog = open();
    await catalog.create("memory/kv/users", { schema: user });
    await catalog.create("memory/table/users", {
      schema: objectOf({ id: text, n: { type: "integer" } }, "id"),
      key: ["id"],
    });
    await catalog.create("memory/search/users", { schema: user, dimensions: 2 });
    const kv = await catalog.kv("memory/kv/users");
    await expect(kv.put("a", { name: 7 })).rejects.toMatchObject({
      code: "storage/invalid-value",
      details: { key: "a", path: "/name", direction: "write" },
    });
    await expect(
      kv.putMany([
        ["ok", { name: "x" }],
        ["bad", {}],
      ]),
    ).rejects.toEqual(code("storage/invalid-value"));
    expect(await kv.get("ok")).toBeUndefined();
    const table = await catalog.table("memory/table/users");
    for (const write of [table.insert, table.upsert])
      await expect(
        write([
          { id: "a", n: 1 },
          { id: "b", n: 1.5 },
        ]),
      ).rejects.toMatchObject({ details: { key: 'id="b"', path: "/n" } });
    expect(await table.count()).toBe(0);
    const search = await catalog.search("memory/search/users");
    await expect(search.put([{ id: "a", data: {} }])).rejects.toEqual(code("storage/invalid-value"));
  });

  it.each([
    ["NaN, which JSON would keep as null", "a", { name: "x", age: NaN }, "storage/invalid-value"],
    ["an endless number", "a", { name: "x", age: Infinity }, "storage/invalid-value"],
    ["NaN where the schema says nothing", "a", { name: "x", nick: [NaN] }, "json/not-representable"],
    ["a date, which JSON would keep as text", "a", { name: "x", nick: new Date(0) }, "json/not-representable"],
    ["no key", "", { name: "x" }, "store/bad-key"],
    ["a key with a control character", "a\0b", { name: "x" }, "store/bad-key"],
    ["a key that is too long", "a".repeat(513), { name: "x" }, "store/bad-key"],
  ])("refuses what no technology would give back: %s", async (_, key, value, expected) => {
    const catalog = open();
    await catalog.create("memory/kv/users", { schema: objectOf({ name: text, age: { type: "number" } }, "name") });
    const kv = await catalog.kv("memory/kv/users");
    await expect(kv.put(key, value as never)).rejects.toEqual(code(expected));
    await expect(kv.putMany([[key, value as never]])).rejects.toEqual(code(expected));
    expect(await kv.get(key)).toBeUndefined();
    await kv.put("é😀 ".repeat(100), { name: "x" });
  });

  it("comes to know a table that a technology made, and the columns it gains", async () => {
    const technology = memoryTechnology();
    const catalog = storageCatalog({ definitions: memoryStore(), technologies: [technology] });
    const layout: TableLayout = {
      name: "answers",
      key: ["id"],
      columns: { id: { type: "string" }, at: { type: "timestamp" }, sure: { type: "boolean" }, why: { type: "json" } },
    };
    const adopt = (more: TableLayout["columns"] = {}) =>
      adoptTable(catalog, "memory/table/answers", { ...layout, columns: { ...layout.columns, ...more } }, "answers");
    await (await technology.table!(layout)).insert([{ id: "a", at: "2026-01-01T00:00:00.000Z", why: [1] }]);
    await Promise.all([adopt(), adopt(), adopt()]);
    await adopt();
    const known = await catalog.describe("memory/table/answers");
    expect(known).toMatchObject({ revision: 1, key: ["id"], description: "answers" });
    const { id, ...others } = tableLayout(known).columns;
    expect([id, others]).toEqual([
      { type: "string", required: true },
      {
        at: { type: "timestamp", required: false },
        sure: { type: "boolean", required: false },
        why: { type: "json", required: false },
      },
    ]);
    await adopt({ score: { type: "number" } });
    await adopt();
    expect(await catalog.describe("memory/table/answers")).toMatchObject({ revision: 2 });
    const table = await catalog.table("memory/table/answers");
    await table.insert([{ id: "b", score: 1 }]);
    const rows: Row[] = [];
    for await (const row of table.select({ where: ["score", "missing", true] })) rows.push(row as Row);
    expect(rows).toMatchObject([{ id: "a", why: [1] }]);
    await expect(adoptTable(catalog, "oracle/table/a", layout, "")).rejects.toEqual(code("storage/unknown-technology"));
  });

  it("holds for what is read, whoever wrote it", async () => {
    const technology = memoryTechnology();
    const catalog = storageCatalog({ definitions: memoryStore(), technologies: [technology] });
    await catalog.create("memory/kv/users", { schema: user });
    await (await technology.kv!("users")).put("a", { nick: "no name" });
    const kv = await catalog.kv("memory/kv/users");
    for (const read of [() => kv.get("a"), () => kv.getMany(["a"])])
      await expect(read()).rejects.toMatchObject({ code: "storage/invalid-value", details: { direction: "read" } });
  });

  it("gains optional fields, and nothing else changes", async () => {
    const catalog = open();
    await catalog.create("memory/kv/users", { schema: user });
    expect(await catalog.evolve("memory/kv/users", { schema: wider })).toMatchObject({ revision: 2 });
    const told = { ...wider, title: "User", description: "of the shop" };
    expect(await catalog.evolve("memory/kv/users", { schema: told })).toMatchObject({ schema: told });
    const refused: [string, JsonSchema][] = [
      ["a field lost", objectOf({ name: text }, "name")],
      ["a field changed", objectOf({ name: text, age: text }, "name")],
      ["a field required", objectOf({ name: text, age: { type: "integer" } }, "name", "age")],
      ["a field no longer required", objectOf({ name: text, age: { type: "integer" } })],
      ["another type", { ...wider, type: "string" }],
      ["a rule more", { ...wider, maxProperties: 2 }],
    ];
    for (const [what, schema] of refused)
      await expect(catalog.evolve("memory/kv/users", { schema }), what).rejects.toEqual(
        code("storage/incompatible-schema"),
      );
  });

  it("keeps the rows of a table that gains a column", async () => {
    const catalog = open();
    const schema = objectOf({ id: text }, "id");
    await catalog.create("memory/table/rows", { schema, key: ["id"] });
    await (await catalog.table("memory/table/rows")).insert([{ id: "a", later: 3 }]);
    await catalog.evolve("memory/table/rows", { schema: objectOf({ id: text, later: { type: "integer" } }, "id") });
    const table = await catalog.table("memory/table/rows");
    const found = [];
    for await (const row of table.select({ where: ["later", "=", 3] })) found.push(row);
    expect(found).toEqual([{ id: "a", later: 3 }]);
  });
});

describe("a name", () => {
  it("can be made again with the same definition, and not with another", async () => {
    const catalog = open();
    const made = await Promise.all(
      Array.from({ length: 20 }, () => catalog.create("memory/kv/users", { schema: user })),
    );
    expect(new Set(made.map(({ created }) => created)).size).toBe(1);
    await expect(catalog.create("memory/kv/users", { schema: wider })).rejects.toEqual(code("storage/exists"));
    await catalog.forget("memory/kv/users");
    expect(await catalog.list()).toEqual([]);
    await catalog.create("memory/kv/users", { schema: wider });
  });

  it("that is made anew after it was used is checked by its new schema", async () => {
    const catalog = open();
    await catalog.create("memory/kv/counts", { schema: { type: "integer" } });
    await (await catalog.kv("memory/kv/counts")).put("a", 1);
    await catalog.forget("memory/kv/counts");
    await catalog.create("memory/kv/counts", { schema: text });
    const counts = await catalog.kv("memory/kv/counts");
    await counts.put("a", "one");
    await expect(counts.put("a", 1)).rejects.toEqual(code("storage/invalid-value"));
  });

  it.each([
    ["memory/users", "storage/bad-address", {}],
    ["memory/cube/users", "storage/bad-address", {}],
    ["memory/kv/Users", "storage/bad-address", {}],
    ["redis/kv/users", "storage/unknown-technology", { schema: user }],
    ["memory/kv/users", "storage/bad-definition", {}],
    ["memory/blob/users", "storage/bad-definition", { schema: user }],
    ["memory/kv/users", "storage/bad-definition", { schema: { ...user, additionalProperties: false } }],
    ["memory/kv/users", "storage/bad-definition", { schema: { type: "nonsense" } }],
    ["memory/table/users", "storage/bad-definition", { schema: user }],
    ["memory/table/users", "storage/bad-definition", { schema: wider, key: ["age"] }],
    ["memory/kv/users", "storage/bad-definition", { schema: user, dimensions: 3 }],
    ["memory/search/users", "storage/bad-definition", { schema: user, dimensions: -1 }],
  ] as [string, string, NewStorage][])("that is wrong says so: %s gives %s", async (address, expected, storage) => {
    await expect(open().create(address, storage)).rejects.toEqual(code(expected));
  });

  it("is opened as what it is, and refused by a technology that cannot hold it", async () => {
    const catalog = open();
    await catalog.create("memory/kv/users", { schema: user });
    await expect(catalog.table("memory/kv/users")).rejects.toEqual(code("storage/bad-address"));
    const narrow = storageCatalog({
      definitions: memoryStore(),
      technologies: [{ ...memoryTechnology(), kv: undefined } as never],
    });
    await expect(narrow.create("memory/kv/users", { schema: user })).rejects.toEqual(code("storage/unsupported"));
    expect(parseAddress("redis/kv/user-vectors")).toEqual({ technology: "redis", format: "kv", name: "user-vectors" });
  });
});
