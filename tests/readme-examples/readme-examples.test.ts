import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import { guidePages, moduleName, packagePages, programOf, typescriptBlocks, type Page } from "./examples.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const generated = join(import.meta.dirname, "generated");
const packages = packagePages(root);
const pages = [...packages.filter(({ blocks }) => blocks.length === 1), ...guidePages(root)];
const moduleOf = (page: Page) => join(generated, moduleName(page));

beforeAll(() => {
  rmSync(generated, { recursive: true, force: true });
  mkdirSync(generated);
  for (const page of pages) writeFileSync(moduleOf(page), programOf(page));
});

it("finds one TypeScript example in the README of every package", () => {
  expect(
    packages.filter(({ blocks }) => blocks.length !== 1).map(({ file, blocks }) => `${file}: ${blocks.length}`),
  ).toEqual([]);
});

describe("the example runs from the root", () => {
  it.each(pages.filter(({ needsPython }) => !needsPython).map((page) => [page.file, page] as const))(
    "%s",
    async (_, page) => {
      await import(/* @vite-ignore */ moduleOf(page));
    },
  );
});

it("type-checks every example under the strict flags", () => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.test.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const program = ts.createProgram(pages.map(moduleOf), options);
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(generated));
  const problems = own.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  expect(
    problems.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`),
  ).toEqual([]);
});

it("reads blocks of TypeScript only", () => {
  expect(typescriptBlocks("```ts\none\n```\n```sh\ntwo\n```\n```ts\nthree\nfour\n```\n")).toEqual([
    "one\n",
    "three\nfour\n",
  ]);
});
