import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { TandemError } from "@tandem/core";
import { fromEnvironment } from "../../src/config/secrets.ts";
import { readConfig } from "../../src/config/read-config.ts";
import type { Problem } from "../../src/errors.ts";
import "../../src/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-config-"));
const file = join(folder, "tandem.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string, environment?: string) {
  writeFileSync(file, text);
  return readConfig(file, environment);
}

function problemsOf(text: string, environment?: string): readonly Problem[] {
  try {
    read(text, environment);
  } catch (error) {
    if (TandemError.is(error, "config/invalid")) return error.details.problems;
    throw error;
  }
  throw new Error("the file was taken");
}

describe("readConfig", () => {
  it("gives a folder to a project that says nothing of stores", () => {
    for (const text of ["models: {}\n", "{}", "models:\n  # none yet\n  {}\n"])
      expect(read(text)).toMatchObject({
        root: folder,
        environment: "dev",
        store: "default",
        stores: { default: { technology: "fs", folder: ".tandem/store" } },
        reports: ".tandem/reports",
      });
  });

  it("lays one environment over the base, key by key", () => {
    const text = `
models:
  m: { module: "@a/m", store: one, seed: 3 }
stores:
  one: { technology: fs, folder: a, durability: power }
environments:
  prod:
    models: { m: { seed: 4 } }
    stores: { one: { folder: b } }
  preprod:
`;
    expect(read(text, "prod")).toMatchObject({
      environment: "prod",
      models: { m: { module: "@a/m", seed: 4 } },
      stores: { one: { folder: "b", durability: "power" } },
    });
    expect(read(text, "preprod")).toMatchObject({ models: { m: { seed: 3 } }, stores: { one: { folder: "a" } } });
    expect(read(`environment: prod${text}`)).toMatchObject({ environment: "prod" });
    expect(() => read(text, "test")).toThrow(/no environment "test"; it has prod, preprod/);
    expect(() => read(`environment: test${text}`)).toThrow(/no environment "test"/);
  });

  it("replaces a store of another technology and a source of another kind as a whole", () => {
    const text = `
stores: { s: { technology: fs, folder: a } }
sources: { p: { kind: csv, location: a.csv, delimiter: ";" }, q: { kind: csv, location: q.csv, delimiter: ";" } }
environments:
  prod:
    stores: { s: { technology: s3, bucket: b } }
    sources: { p: { kind: sqlite, location: a.db, query: select 1 }, q: { kind: csv, location: r.csv } }
`;
    expect(read(text, "prod")).toMatchObject({
      stores: { s: { technology: "s3", bucket: "b" } },
      sources: { p: { kind: "sqlite", location: "a.db", query: "select 1" }, q: { location: "r.csv", delimiter: ";" } },
    });
    expect(read(text, "prod").stores["s"]).not.toHaveProperty("folder");
    expect(read(text, "prod").sources["p"]).not.toHaveProperty("delimiter");
  });

  it("names what may have been meant for each of several unknown keys, in an environment's layer too", () => {
    const text = "sources:\n  s: { kind: csv, lable: a, modes: strict }\n";
    expect(problemsOf(text).map(({ path, message }) => [path, /did you mean (.*)\?/.exec(message)?.[1]])).toEqual([
      ["sources.s.lable", '"label"'],
      ["sources.s.modes", '"mode"'],
    ]);
    const layer = "models: {}\nenvironments:\n  dev:\n    modles: {}\n";
    expect(problemsOf(layer)).toMatchObject([{ line: 4, path: "environments.dev.modles" }]);
  });

  it.each([
    ["an unknown kind", "sources:\n  s: { kind: xls, location: a }\n", 2, 14, "sources.s.kind", "Invalid option"],
    [
      "an unknown key of a source",
      "sources:\n  s: { kind: csv, lable: a }\n",
      2,
      26,
      "sources.s.lable",
      "not known here",
    ],
    [
      "a kind beside a catalog",
      "sources:\n  s: { catalog: c.yaml, kind: csv }\n",
      2,
      31,
      "sources.s.kind",
      "not known here",
    ],
    ["no YAML", "models:\n  a: [1\n", 3, 1, "", "Flow sequence"],
    ["a key twice", "models: {}\nmodels: {}\n", 2, 1, "", "unique"],
    ["a tab", "models:\n\ta: 1\n", 2, 1, "", "Tabs"],
    ["an unknown key", "model: {}\n", 1, 1, "model", "not known here"],
    [
      "an unknown key deep down",
      "models:\n  a:\n    module: x\n    sauce: y\n",
      4,
      12,
      "models.a.sauce",
      "not known here",
    ],
    ["a slip of a key", "modles: {}\n", 1, 1, "modles", 'did you mean "models"?'],
    ["a key like no other", "x: 1\n", 1, 4, "x", "known are models, sources, stores"],
    ["nothing", "", 1, 1, "", "name a model"],
    ["nothing but a comment", "# soon\n", 1, 1, "", "name a model"],
    ["a wrong type", "models:\n  a:\n    module: x\n    seed: much\n", 4, 11, "models.a.seed", "expected number"],
    ["a missing key", "models:\n  a:\n    seed: 1\n", 2, 3, "models.a.module", "expected string"],
    ["a list for a map", "models:\n  - a\n", 1, 1, "models", "expected record"],
    ["a bad name", "stores:\n  a b: { technology: fs }\n", 2, 3, "stores.a b", ""],
    [
      "an unknown source",
      "models:\n  a: { module: x, source: s }\nsources:\n  t: { kind: csv }\n",
      2,
      27,
      "models.a.source",
      'no source "s"; there are t',
    ],
    ["an unknown store", "models:\n  a:\n    module: x\n    store: s\n", 4, 12, "models.a.store", 'no store "s"'],
    [
      "a secret",
      "stores:\n  s:\n    technology: s3\n    secretAccessKey: abc\n",
      4,
      22,
      "stores.s.secretAccessKey",
      "environment variable",
    ],
    [
      "a password in a URL",
      "sources:\n  s: { kind: postgres, location: 'postgres://u:secret@h/d' }\n",
      2,
      34,
      "sources.s.location",
      "environment variable",
    ],
  ])("places %s", (_, text, line, column, path, message) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ line, column, path });
    expect(problem!.message).toContain(message);
  });

  it("places what an environment's layer has wrong in that layer, and what it lacks in the base", () => {
    const text = "models:\n  a: { module: x }\nenvironments:\n  prod:\n    models:\n      a: { seed: many }\n";
    expect(problemsOf(text, "prod")).toMatchObject([{ line: 6, column: 18 }]);
    expect(read(text).models).toEqual({ a: { module: "x" } });
    expect(problemsOf("models:\n  a: { seed: 1 }\nenvironments:\n  prod:\n    store: s\n", "prod")).toMatchObject([
      { line: 2, column: 3, path: "models.a.module" },
    ]);
  });

  it("lists every problem, with the file", () => {
    const problems = problemsOf("models:\n  a: { seed: x }\n  b: { folds: 1 }\n");
    expect(problems.map(({ path }) => path)).toEqual([
      "models.a.module",
      "models.a.seed",
      "models.b.module",
      "models.b.folds",
    ]);
    expect(() => read("models:\n  a: {}\n")).toThrow(`${file}:2:3: models.a.module: `);
  });
});

describe("references to the environment", () => {
  it("are no secrets, and are replaced when used", () => {
    const { stores } = read(
      "stores:\n  s: { technology: s3, secretAccessKey: '${KEY}', url: 'postgres://u:${PASSWORD}@h' }\n",
    );
    const where = { file, key: "stores.s" };
    expect(fromEnvironment(stores["s"], where, { KEY: "k", PASSWORD: "p" })).toEqual({
      technology: "s3",
      secretAccessKey: "k",
      url: "postgres://u:p@h",
    });
    expect(() => fromEnvironment(stores["s"], where, { KEY: "k" })).toThrow(
      /stores\.s\.url refers to the environment variable PASSWORD, which is not set/,
    );
    expect(fromEnvironment({ a: [1, "${X}"], b: null }, where, { X: "$&" })).toEqual({ a: [1, "$&"], b: null });
  });
});
