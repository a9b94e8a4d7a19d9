import { readFile, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { samplesOf, TandemError } from "@tandem/core";
import { openCatalog, saveCatalog, sqliteDatabase, writeTable, type CatalogDocument } from "@tandem/data";
import { testFolder } from "../fixtures.ts";

const path = testFolder();
const document = `# Sources of the shop
version: 1
sources:
  customers:
    kind: csv
    location: data-\${env:STAGE}.csv
    schema:
      fields:
        - { name: zip, type: string, constraints: { required: true, pattern: '\\d{5}' } }
        - { name: age, type: integer, constraints: { minimum: 0 } }
    label: { column: stays, schema: { type: string, constraints: { enum: ["yes", "no"] } } }
    mode: drop-invalid
  adults:
    kind: sqlite
    location: shop.db
    schema: { module: ./schema.mjs, export: Person }
    query: select * from people where age >= :low
    parameters: { low: 18 }
`;
const problems = async (text: string) => {
  await writeFile(path("bad.yaml"), text);
  const error: unknown = await openCatalog(path("bad.yaml")).catch((e: unknown) => e);
  return TandemError.is(error, "data/bad-catalog")
    ? error.details.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [String(error)];
};

beforeAll(async () => {
  await writeFile(path("catalog.yaml"), document);
  await writeFile(path("data-dev.csv"), "id,zip,age,stays\na,01234,30,yes\nb,1,30,no\nc,11111,-1,no\nd,22222,,maybe\n");
  await writeFile(
    path("schema.mjs"),
    `export const Person = { "~standard": { version: 1, vendor: "own", validate: (value) => ({ value }) } };\nexport const notOne = 1;\n`,
  );
  await writeTable(
    sqliteDatabase(path("shop.db")),
    "people",
    samplesOf([
      { id: "x", data: { age: 17 } },
      { id: "y", data: { age: 18 } },
    ]),
  );
});

describe("openCatalog", () => {
  it("opens sources by name, with what the environment holds", async () => {
    const catalog = await openCatalog(path("catalog.yaml"), { env: { STAGE: "dev" } });
    expect(catalog.names).toEqual(["customers", "adults"]);
    const { valid, report } = await (await catalog.open("customers")).check();
    expect([...valid]).toEqual([{ id: "a", data: { zip: "01234", age: 30 }, label: "yes" }]);
    expect(report.failures.map(({ row, reason, file }) => [file, row, reason])).toEqual([
      ["customers", 3, "pattern"],
      ["customers", 4, "out-of-range"],
      ["customers", 5, "not-in-enum"],
    ]);
    expect([...(await (await catalog.open("adults")).read())]).toEqual([{ id: "y", data: { age: 18 } }]);
  });
  it("says what is missing when a source is opened, and not before", async () => {
    const catalog = await openCatalog(path("catalog.yaml"), { env: {} });
    await expect(catalog.open("customers")).rejects.toMatchObject({
      code: "data/missing-variable",
      details: { variable: "STAGE", path: "sources.customers.location" },
    });
    await expect(catalog.open("adult")).rejects.toThrow(/no source "adult"; did you mean "adults"\?/);
    await expect(openCatalog(path("none.yaml"))).rejects.toMatchObject({ code: "data/not-found" });
  });
  it("names line and column of everything that is wrong", async () => {
    expect(await problems("version: 2\nsources:\n  a:\n    kind: cvs\n")).toEqual([
      "1:10 must be 1",
      expect.stringMatching(/^4:11 must be one of .*did you mean "csv"\?$/),
    ]);
    expect(
      await problems("version: 1\nsources:\n  a:\n    kind: csv\n    locaton: x.csv\n    schema: { fields: [] }\n"),
    ).toEqual(['5:5 is unknown here; did you mean "location"?', expect.stringMatching(/^3:3 needs a location/)]);
    expect(
      await problems(
        "version: 1\nsources:\n  a: { kind: csv, location: x, query: y, schema: 5, mode: lax, missing: [1] }\n",
      ),
    ).toHaveLength(4);
    expect(
      await problems("version: 1\nsources:\n  a: { kind: sqlite, location: x.db, schema: { fields: [] } }\n"),
    ).toEqual(["3:3 needs either a query or a queryFile"]);
    expect(await problems("version: 1\nversion: 1\n")).toEqual(["2:1 Map keys must be unique"]);
    expect(await problems("a: [1\nb")).not.toEqual([]);
    expect(await problems("")).toEqual(['1:1 must be a mapping with "version" and "sources"']);
  });
  it("refuses passwords written out, and takes references", async () => {
    const entry = (location: string, more = "") =>
      `version: 1\nsources:\n  a:\n    kind: postgres\n    query: select 1\n    schema: { fields: [] }\n    location: ${location}\n${more}`;
    for (const location of [
      "postgres://me:hunter2@host/db",
      "postgres://host/db?user=me&password=hunter2",
      "postgres://me:${env:HALF}hunter2@host/db",
    ])
      expect(await problems(entry(location))).toEqual([expect.stringMatching(/^7:15 holds a password written out/)]);
    expect(await problems(entry("postgres://host/db", "    parameters: { api_key: abc }\n"))).toEqual([
      expect.stringMatching(/^8:28 holds a password/),
    ]);
    await writeFile(path("good.yaml"), entry("postgres://${env:USER}:${env:PASSWORD}@host/db"));
    expect((await openCatalog(path("good.yaml"))).names).toEqual(["a"]);
  });
  it("names a schema that is none", async () => {
    for (const [reference, message] of [
      ["{ module: ./schema.mjs, export: Persn }", 'did you mean "Person"'],
      ["{ module: ./none.mjs, export: A }", "cannot be imported"],
      ["{ module: 'https://x.y/z.mjs', export: A }", "cannot be imported"],
    ] as const) {
      await writeFile(
        path("s.yaml"),
        `version: 1\nsources:\n  a: { kind: csv, location: data-dev.csv, schema: ${reference} }\n`,
      );
      await expect((await openCatalog(path("s.yaml"))).open("a")).rejects.toThrow(message);
    }
  });
});

describe("saveCatalog", () => {
  it("writes what openCatalog reads, and refuses what it would refuse", async () => {
    const made: CatalogDocument = {
      version: 1,
      sources: {
        a: {
          kind: "csv",
          location: "${env:DIR}/a.csv",
          schema: { fields: [{ name: "x", type: "number" }] },
          id: { from: "row" },
        },
      },
    };
    await saveCatalog(path("made.yaml"), made);
    expect((await openCatalog(path("made.yaml"))).entry("a")).toEqual(made.sources["a"]);
    const before = await readFile(path("made.yaml"), "utf8");
    const bad = { version: 1, sources: { a: { ...made.sources["a"]!, location: "s3://me:hunter2@x/y" } } } as const;
    await expect(saveCatalog(path("made.yaml"), bad)).rejects.toMatchObject({ code: "data/bad-catalog" });
    expect(await readFile(path("made.yaml"), "utf8")).toBe(before);
  });
});
