import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { untested } from "./untested.ts";

it("finds every model and every storage held to its conformance suite", () => {
  expect(untested(fileURLToPath(new URL("../../", import.meta.url)))).toEqual([]);
});

describe("a tree with packages that are not held to their contract", () => {
  let root = "";
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const model = (name: string, test: string) => {
    write(`packages/models/${name}/package.json`, "{}");
    write(`packages/models/${name}/test/${name}.test.ts`, test);
  };
  const imported = `import { testModelPackage } from "@tandem/testkit";\n`;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tandem-discovery-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("accepts a model that calls its suite, also under another name and in another file", () => {
    model("plain", `${imported}testModelPackage(model, {});`);
    model(
      "renamed",
      `import { testModelPackage as conforms } from "@tandem/testkit";\ndescribe("it", () => { conforms(model); });`,
    );
    expect(untested(root)).toEqual([]);
  });

  it.each([
    ["no call", imported],
    ["no test at all", ""],
    ["a call in a comment", `${imported}// testModelPackage(model);`],
    ["a skipped call", `${imported}describe.skip("later", () => { testModelPackage(model); });`],
    ["a call that never runs", `${imported}if (false) testModelPackage(model);`],
    [
      "a function of that name from elsewhere",
      `import { testModelPackage } from "./mine.ts";\ntestModelPackage(model);`,
    ],
  ])("finds a model with %s", (_, test) => {
    model("careless", test);
    expect(untested(root)).toEqual(["packages/models/careless never calls testModelPackage"]);
  });

  it("finds a storage that leaves one of its contracts untested, and one that names none", () => {
    write("packages/storage/cloud/package.json", "{}");
    write("packages/storage/cloud/src/index.ts", `import type { ArtifactStore, KeyValueStore } from "@tandem/core";`);
    write(
      "packages/storage/cloud/test/a.test.ts",
      `import { testArtifactStore } from "@tandem/testkit";\ntestArtifactStore(store);`,
    );
    write("packages/storage/odd/package.json", "{}");
    expect(untested(root)).toEqual([
      "packages/storage/cloud never calls testKeyValueStore",
      "packages/storage/odd never calls one of the storage suites",
    ]);
  });
});
