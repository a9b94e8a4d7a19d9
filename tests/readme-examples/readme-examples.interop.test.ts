import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guidePages, moduleName, packagePages, programOf } from "./examples.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = [...packagePages(root), ...guidePages(root)].filter(({ needsPython }) => needsPython);
let folder: string;

beforeAll(() => {
  process.env["TANDEM_PYTHON"] ??= join(root, ".venv/bin/python");
  folder = mkdtempSync(join(import.meta.dirname, "python-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("finds the pages that need Python", () => {
  expect(pages.map(({ file }) => file)).toContain("packages/toolkit/python/README.md");
});

describe("the example runs from the root, with Python", () => {
  it.each(pages.map((page) => [page.file, page] as const))("%s", async (_, page) => {
    const module = join(folder, moduleName(page));
    writeFileSync(module, programOf(page));
    await import(/* @vite-ignore */ module);
  });
});
