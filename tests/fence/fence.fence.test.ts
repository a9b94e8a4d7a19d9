import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { described } from "../../scripts/fence/violation.mjs";
import { workspacePackages } from "../../scripts/workspace/packages.mjs";
import { PlantedTree } from "./planted-tree.ts";

interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly found: string;
  readonly instead: string;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const fixtures = join(import.meta.dirname, "fixtures");
const packages = workspacePackages(root)
  .map(({ folder }) => folder)
  .filter((folder) => existsSync(join(root, folder, "src")));
const models = packages.filter((folder) => folder.startsWith("packages/models/"));

/** Runs the command as `npm run fence` does. */
function fence(cwd: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const script = join(root, "scripts/fence/run.mjs");
  return new Promise((done) => {
    execFile(process.execPath, [script, ...args], { cwd, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

describe("the fence over a tree full of holes", () => {
  const tree = new PlantedTree(root, packages);
  let violations: readonly Violation[] = [];
  let code = 0;

  beforeAll(async () => {
    for (const folder of models) {
      const neighbour = models.find((other) => other !== folder) ?? folder;
      tree.plantAll(join(fixtures, "science"), folder, (text) => text.replace('neighbour"', `${basename(neighbour)}"`));
    }
    tree.plantAll(join(fixtures, "toolkit"), "packages/toolkit/matrix");
    tree.plantAll(join(fixtures, "core"), "packages/core");
    tree.plantAll(join(fixtures, "engineering"), "packages/app");
    tree.plantPackage(join(fixtures, "packages/leaky"), "packages/models/leaky");
    tree.plantPackage(join(fixtures, "packages/mistagged"), "packages/models/mistagged");
    tree.expected.push({ file: "packages/models/leaky/package.json", line: 8, rule: "package-wrong-side" });
    const result = await fence(tree.root, "--json");
    code = result.code;
    violations = JSON.parse(result.output) as Violation[];
  });
  afterAll(() => rmSync(tree.root, { recursive: true, force: true }));

  it("finds each hole by its file, line and rule", () => {
    const found = new Set(violations.map(({ file, line, rule }) => `${file}:${line} ${rule}`));
    const missed = tree.expected
      .map(({ file, line, rule }) => `${file}:${line} ${rule}`)
      .filter((hole) => !found.has(hole));
    expect(missed).toEqual([]);
    expect(code).toBe(1);
  });

  it("has holes in every model package, and finds them in each", () => {
    expect(models.length).toBeGreaterThan(0);
    for (const folder of models) {
      expect(violations.filter(({ file }) => file.startsWith(`${folder}/src/`)).length).toBeGreaterThan(20);
    }
  });

  it("says what to do instead, every time", () => {
    expect(violations.filter(({ instead, found }) => !instead || !found)).toEqual([]);
  });

  it("tells people file, line, rule and what to do instead", () => {
    const [violation] = violations.filter(({ rule }) => rule === "engineering-imports-no-model");
    expect(violation && described(violation)).toMatch(
      /^packages\/app\/src\/imports-a-model\.ts:1 {2}engineering-imports-no-model\n {4}imports .*\n {4}instead: take a ModelPackage/,
    );
  });
});

it("finds nothing in this workspace", async () => {
  expect(await fence(root, "--json")).toEqual({ code: 0, output: "[]\n" });
});
