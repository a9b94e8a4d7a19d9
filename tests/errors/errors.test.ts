import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { errorCodes, TandemError } from "@tandem/core";
import { errorsPage } from "../../scripts/errors-page/page.mjs";
import { documentedPackages } from "../../scripts/errors-page/packages.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const packages = await documentedPackages(root, TandemError, (file) => import(/* @vite-ignore */ file));
const documented = packages.flatMap(({ codes }) => codes);

it("documents every code of every package, as they are (npm run docs:errors writes the page)", () => {
  expect(readFileSync(join(root, "docs/reference/errors.md"), "utf8")).toBe(errorsPage(packages));
});

it("gives every declared code a message, and every message a declared code", () => {
  expect(documented.map(({ code }) => code).sort()).toEqual([...errorCodes()]);
  expect(documented.filter(({ code, template }) => template === code || template.includes("undefined"))).toEqual([]);
});

it("has each code once", () => {
  const codes = documented.map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
