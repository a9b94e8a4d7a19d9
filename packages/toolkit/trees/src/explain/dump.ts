import type { DecisionNode, DecisionSplit } from "@tandem/core";
import { inSet } from "../predict/walk.ts";
import { treeCount, type Link, type Trees } from "../trees.ts";
import { featureNames } from "./feature-names.ts";

/** Trees as nested plain data: for people, `JSON.stringify` and drawing. Nothing reads it back; `treesCodec` is for that. */
export interface TreesDump {
  readonly kind: Trees["kind"];
  readonly objective: string;
  readonly link: Link;
  /** Per output: the score before any tree. */
  readonly base: readonly number[];
  readonly features: readonly string[];
  readonly trees: readonly { readonly output: number; readonly root: DecisionNode }[];
}

export function dumpTrees(trees: Trees): TreesDump {
  const { kind, objective, link, base, outputs } = trees;
  return {
    kind,
    objective,
    link,
    base: [...base],
    features: featureNames(trees),
    trees: Array.from({ length: treeCount(trees) }, (_, tree) => ({
      output: tree % outputs,
      root: decisionTree(trees, tree),
    })),
  };
}

/** One tree. Children come after their parents in the arrays, so nodes are made from the last to the first. */
export function decisionTree(trees: Trees, tree: number): DecisionNode {
  const { roots, feature, left, right, value, cover, gain, missingLeft } = trees;
  const names = featureNames(trees);
  const first = roots[tree]!;
  const made: DecisionNode[] = [];
  for (let node = roots[tree + 1]! - 1; node >= first; node--) {
    made[node - first] =
      feature[node]! < 0
        ? { value: value[node]!, cover: cover[node]! }
        : {
            feature: names[feature[node]!]!,
            ...testOf(trees, node),
            missing: missingLeft[node] ? "left" : "right",
            gain: gain[node]!,
            cover: cover[node]!,
            left: made[left[node]! - first]!,
            right: made[right[node]! - first]!,
          };
  }
  return made[0]!;
}

function testOf(trees: Trees, node: number): Pick<DecisionSplit, "threshold" | "categories"> {
  const { categorySet, categoryStarts, threshold } = trees;
  const set = categorySet[node]!;
  if (set < 0) return threshold[node] === Infinity ? {} : { threshold: threshold[node]! };
  const most = 32 * (categoryStarts[set + 1]! - categoryStarts[set]!);
  return { categories: Array.from({ length: most }, (_, code) => code).filter((code) => inSet(trees, set, code)) };
}

/** The trees as indented text, a line for each node: the lines below a test that are set in are what follows a yes, then a no. */
export function printTrees(trees: Trees): string {
  const { kind, objective, base, trees: all } = dumpTrees(trees);
  const lines = [`${kind} of ${all.length} trees, objective ${objective}, base ${base.join(" ")}`];
  all.forEach(({ output, root }, tree) => {
    lines.push(`tree ${tree}${trees.outputs > 1 ? `, output ${output}` : ""}`);
    print(root, 1, lines);
  });
  return `${lines.join("\n")}\n`;
}

function print(node: DecisionNode, depth: number, lines: string[]): void {
  const indent = "  ".repeat(depth);
  if (!("feature" in node)) return void lines.push(`${indent}${node.value} (${node.cover} rows)`);
  const { feature, threshold, categories, missing, gain, cover, left, right } = node;
  const test = categories ? `in {${categories.join(", ")}}` : threshold === undefined ? "is there" : `<= ${threshold}`;
  const lost = missing === "left" ? "yes" : "no";
  lines.push(`${indent}${feature} ${test}, missing: ${lost} (${cover} rows, gain ${Number(gain.toPrecision(6))})`);
  print(left, depth + 1, lines);
  print(right, depth + 1, lines);
}
