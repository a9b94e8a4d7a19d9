import { deriveSeed, newRun, type Run } from "@tandem/core";
import { breathe } from "@tandem/toolkit-kernels";
import { Assembly } from "../boosting/assemble.ts";
import { checkData, type TreeData } from "../boosting/data.ts";
import { columnSet, threadsFor, withClassWeights } from "../boosting/plan.ts";
import { workspaceOf, type Workspace } from "../boosting/workspace.ts";
import { CHUNK, QUANTA, type ForestPlan } from "../kernels/kernels.ts";
import type { Labels } from "../objectives/objective.ts";
import { mean } from "../objectives/sums.ts";
import type { Trees } from "../trees.ts";
import { checkForestOptions, columnsTried, outputsOf, type ForestOptions } from "./options.ts";
import { OutOfBag, type OutOfBagScores } from "./out-of-bag.ts";
import { readLeaves, readTree } from "./read-tree.ts";
import { slotOf } from "./slot.ts";

export interface Forest {
  readonly trees: Trees;
  /** What the forest predicts for its own training rows by the trees that did not see them; with `outOfBag` only. */
  readonly outOfBag?: OutOfBagScores;
}

/**
 * A random forest, or extremely randomised trees with `randomCuts`, on binned features. Classes of more than two have one
 * tree each per round, grown on whether a row is of that class; their means are brought to a sum of 1.
 * @throws TandemError `trees/unknown-option`, `trees/bad-option`, `trees/bad-data`, `trees/too-big`
 */
export async function fitForest(data: TreeData, options: ForestOptions = {}, run: Run = newRun()): Promise<Forest> {
  checkForestOptions(options);
  const { table, labels: given } = checkData(data);
  const labels = withClassWeights(given, options.classWeights);
  const { objective = "squared", trees: rounds = 100, randomCuts = false, minLeafSamples = 1 } = options;
  const outputs = outputsOf(objective, labels.targets);
  const { replace = !randomCuts, rowSampling = 1 } = options;
  const drawn = Math.max(1, Math.round(rowSampling * table.rows));
  const slot = slotOf(table.rows, table.columns, drawn);
  const seed = options.seed ?? run.seed;
  const workspace = workspaceOf(table, labels, {
    outputs: 1,
    maxLeaves: 1,
    threads: threadsFor(options.threads, table.rows * table.columns * 4),
    maxBins: options.maxBins ?? 255,
    categorical: columnSet("categorical", options.categorical ?? [], table.columns, table.names),
    seed,
    validation: undefined,
    kernels: options.kernels,
    forestBytes: (threads) => threads * slot.bytes,
  });
  try {
    const plan = {
      slotBytes: slot.bytes,
      columnsPerSplit: columnsTried(options.columnsPerSplit, objective, table.columns),
      maxDepth: options.maxDepth ?? Infinity,
      minSplitSamples: options.minSplitSamples ?? 2,
      outOfBag: options.outOfBag ?? false,
      minLeafSamples,
      randomCuts,
      drawn,
      replace,
    };
    const assembly = new Assembly(workspace.bins);
    const outOfBag = plan.outOfBag ? new OutOfBag(table.rows, outputs) : undefined;
    await growAll({ workspace, labels, plan, assembly, outOfBag, outputs, rounds, seed, objective }, run);
    const link = objective === "squared" ? ("identity" as const) : ("shares" as const);
    const head = {
      kind: "forest" as const,
      objective,
      link,
      outputs,
      features: table.columns,
      ...(table.names ? { featureNames: table.names } : {}),
      base: new Float64Array(outputs),
    };
    return { trees: assembly.finish(head), ...(outOfBag ? { outOfBag: outOfBag.scores(labels, objective) } : {}) };
  } finally {
    workspace.kernels.close();
  }
}

interface Growing {
  readonly workspace: Workspace;
  readonly labels: Labels;
  readonly plan: Omit<ForestPlan, "gradientUnit" | "hessianUnit">;
  readonly assembly: Assembly;
  readonly outOfBag: OutOfBag | undefined;
  readonly outputs: number;
  readonly rounds: number;
  readonly seed: number;
  readonly objective: string;
}

/** Grows as many trees at once as there are threads. With several outputs the trees of a round follow each other. */
async function growAll(growing: Growing, run: Run): Promise<void> {
  const { workspace, labels, outputs, rounds } = growing;
  const { threads } = workspace.kernels.layout;
  const single = outputs === 1 ? prepareTarget(workspace, labels, undefined) : undefined;
  for (let done = 0; done < rounds;) {
    await breathe();
    run.signal.throwIfAborted();
    const count = outputs === 1 ? Math.min(threads, rounds - done) : 1;
    for (let output = 0; output < outputs; output++)
      growSome(growing, done, count, output, single ?? prepareTarget(workspace, labels, output));
    run.progress((done += count), rounds);
  }
}

/** Quantises the target (whether a row is of class `output`, or the number itself) less its mean. */
function prepareTarget({ kernels, targets, scores }: Workspace, labels: Labels, output: number | undefined) {
  const value = (row: number) => (output === undefined ? labels.targets[row]! : labels.targets[row] === output ? 1 : 0);
  const middle = mean(labels.targets.length, labels.weights, value);
  for (let row = 0; row < targets.length; row++) targets[row] = value(row) - middle;
  scores[0]!.fill(0);
  kernels.squaredGradients(kernels.layout.scores);
  const partials = new Float64Array(kernels.buffer, kernels.layout.partials, 2 * Math.ceil(targets.length / CHUNK));
  const sum = (offset: number) => partials.reduce((total, part, i) => total + (i % 2 === offset ? part : 0), 0);
  // A row drawn with replacement may come several times: most of the quanta are kept for that.
  const room = Math.max(QUANTA / 8 - targets.length, 1);
  const gradientScale = sum(0) > 0 ? room / sum(0) : 1;
  const hessianScale = labels.weights ? room / sum(1) : 1;
  kernels.quantise(gradientScale, hessianScale, false);
  return { middle, gradientUnit: 1 / gradientScale, hessianUnit: 1 / hessianScale };
}

function growSome(
  growing: Growing,
  first: number,
  count: number,
  output: number,
  { middle, ...units }: ReturnType<typeof prepareTarget>,
): void {
  const { workspace, plan, assembly, outOfBag, outputs, rounds, seed, objective } = growing;
  const { kernels } = workspace;
  const { rows, features, forest } = kernels.layout;
  for (let i = 0; i < count; i++)
    new Uint32Array(kernels.buffer, forest + i * plan.slotBytes, 1)[0] = deriveSeed(
      seed,
      (first + i) * outputs + output,
    );
  kernels.growForest(count, { ...plan, ...units });
  const slot = slotOf(rows, features, plan.drawn);
  for (let i = 0; i < count; i++) {
    const tree = readTree(kernels.buffer, forest + i * plan.slotBytes, slot, leafOf(objective, middle, rounds));
    assembly.add(tree);
    outOfBag?.add(readLeaves(kernels.buffer, forest + i * plan.slotBytes, slot, rows), tree, output);
  }
}

/** A leaf's part of the mean over all trees; shares stay within 0 and 1 where quantised sums miss them by a hair. */
function leafOf(objective: string, middle: number, trees: number): (value: number) => number {
  if (objective === "squared") return (value) => (value + middle) / trees;
  return (value) => Math.min(Math.max(value + middle, 0), 1) / trees;
}
