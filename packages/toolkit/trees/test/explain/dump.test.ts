import type { DecisionNode } from "@tandem/core";
import { dumpTrees, explainTrees, fitBoosting, predictTrees, printTrees, treeImportance } from "@tandem/toolkit-trees";
import { beforeAll, expect, it } from "vitest";
import type { Trees } from "@tandem/toolkit-trees";
import { syntheticData } from "../data.ts";

const { features, classes } = syntheticData(1200);
const names = ["a", "b", "c", "d", "e", "f", "g", "kind"];
let trees: Trees;
beforeAll(async () => {
  const options = { objective: "multiclass", trees: 8, categorical: ["kind"], minLeafSamples: 10 } as const;
  trees = await fitBoosting({ features: { ...features, names }, targets: classes }, options);
});

/** Scores by walking what was dumped, as its documentation says. */
function score(node: DecisionNode, row: Float64Array): number {
  if (!("feature" in node)) return node.value;
  const x = row[names.indexOf(node.feature)]!;
  const left = Number.isNaN(x)
    ? node.missing === "left"
    : node.categories
      ? node.categories.includes(x)
      : x <= (node.threshold ?? Infinity);
  return score(left ? node.left : node.right, row);
}

it("dumps trees that walk to the same scores, also through JSON", () => {
  const {
    base,
    trees: all,
    features: known,
  } = JSON.parse(JSON.stringify(dumpTrees(trees))) as ReturnType<typeof dumpTrees>;
  expect(known).toEqual(names);
  const expected = predictTrees(trees, features, { output: "score" });
  for (let row = 0; row < 300; row++) {
    const sums = [...base];
    for (const { output, root } of all) sums[output]! += score(root, features.data.subarray(row * 8, row * 8 + 8));
    sums.forEach((sum, output) => expect(sum).toBeCloseTo(expected[row * 3 + output]!, 12));
  }
});

it("prints a line for each node, under a line for each tree", () => {
  const lines = printTrees(trees).trimEnd().split("\n");
  expect(lines).toHaveLength(1 + 24 + trees.feature.length);
  expect(lines[0]).toMatch(/^boosting of 24 trees, objective multiclass, base (\S+ ){2}\S+$/);
  expect(lines[1]).toBe("tree 0, output 0");
  expect(lines.some((line) => /^ +kind in \{\d+(, \d+)*\}, missing: (yes|no) \(\d+ rows, gain \S+\)$/.test(line))).toBe(
    true,
  );
  expect(lines.some((line) => /^ +a <= \S+, missing: (yes|no) \(\d+ rows, gain \S+\)$/.test(line))).toBe(true);
});

it("says where it is only asked whether a value is there", async () => {
  const data = Float64Array.from({ length: 200 }, (_, row) => (row % 2 ? NaN : 1));
  const targets = data.map((x) => (Number.isNaN(x) ? 3 : 0));
  const found = await fitBoosting({ features: { rows: 200, columns: 1, data, names: ["x"] }, targets }, { trees: 1 });
  expect(dumpTrees(found).trees[0]!.root).toMatchObject({ feature: "x", missing: "right", cover: 200 });
  expect(dumpTrees(found).trees[0]!.root).not.toHaveProperty("threshold");
  expect(printTrees(found)).toContain("  x is there, missing: no (200 rows");
});

it("tells importance and a tree with every explanation", () => {
  const { structure } = explainTrees(trees, { ...features, rows: 1, data: features.data.subarray(0, 8) });
  expect(structure!.tree).toEqual(dumpTrees(trees).trees[0]!.root);
  const own = treeImportance(trees);
  for (const measure of ["gain", "splits"] as const)
    expect(structure!.importance![measure]).toEqual(
      names.map((name) => own.find(({ feature }) => feature === name)![measure]),
    );
});
