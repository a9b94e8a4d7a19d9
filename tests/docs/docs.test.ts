import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { workspacePackages } from "../../scripts/workspace/packages.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const packages = workspacePackages(root).map(({ folder }) => folder);
const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) => `docs/${file}`);
const pages = [
  ...["README.md", "CONTRIBUTING.md", "bench/README.md"],
  ...inDocs.filter((file) => file.endsWith(".md")),
  ...packages.map((folder) => `${folder}/README.md`).filter((file) => existsSync(join(root, file))),
];
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** Targets of relative links, without their anchors. */
const linksOf = (page: string) =>
  [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

describe("the pages", () => {
  it.each(pages)("%s links to what is there", (page) => {
    expect(linksOf(page).filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  it("list every decision, and every guide", () => {
    const decisions = inDocs
      .filter((file) => /^docs\/adr\/\d/.test(file))
      .map((file) => file.slice("docs/adr/".length));
    expect(linksOf("docs/adr/README.md").sort()).toEqual(decisions.sort());
    const numbers = decisions.map((name) => name.slice(0, 4));
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
    const guides = inDocs.filter((file) => file.startsWith("docs/guides/")).map((file) => file.slice("docs/".length));
    expect(linksOf("docs/README.md")).toEqual(expect.arrayContaining(guides));
  });

  it("name every folder of packages/ in the root README", () => {
    const folders = new Set(packages.map((folder) => folder.split("/").slice(0, 2).join("/")));
    expect([...folders].filter((folder) => !linksOf("README.md").includes(folder))).toEqual([]);
  });
});
