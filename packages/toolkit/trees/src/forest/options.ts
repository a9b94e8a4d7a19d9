import { TandemError } from "@tandem/core";
import type { BoostingOptions, ColumnRef } from "../boosting/options.ts";
import { badOption, checkOptionTable, type OptionTable } from "../check-options.ts";

export interface ForestOptions {
  /** Classes are coded 0, 1, ... in the targets. Default "squared". */
  readonly objective?: "squared" | "binary" | "multiclass";
  /** Default 100. */
  readonly trees?: number;
  /** Columns tried at each node: a number, a share below 1, or all. Default their square root for classes, all for numbers. */
  readonly columnsPerSplit?: number | "sqrt" | "all";
  /** Cuts drawn at random instead of searched (extremely randomised trees). Default false. */
  readonly randomCuts?: boolean;
  /** Whether rows are drawn with replacement. Default true, false with `randomCuts`. */
  readonly replace?: boolean;
  /** Rows drawn for each tree, as a share. Default 1. */
  readonly rowSampling?: number;
  /** Default 1. */
  readonly minLeafSamples?: number;
  /** Default 2. */
  readonly minSplitSamples?: number;
  /** Default no limit. */
  readonly maxDepth?: number;
  /** Bins of a feature, 2 to 255. Default 255. */
  readonly maxBins?: number;
  readonly categorical?: readonly ColumnRef[];
  readonly classWeights?: BoostingOptions["classWeights"];
  /** Whether to score the training rows by the trees that did not see them. Default false. */
  readonly outOfBag?: boolean;
  readonly threads?: number;
  readonly seed?: number;
  readonly kernels?: "wasm" | "plain";
}

const count = { least: 1, whole: true } as const;

const table: OptionTable<ForestOptions> = {
  objective: "other",
  trees: count,
  columnsPerSplit: "other",
  randomCuts: "other",
  replace: "other",
  rowSampling: { least: 0, most: 1, above: true },
  minLeafSamples: count,
  minSplitSamples: { least: 2, whole: true },
  maxDepth: count,
  maxBins: { least: 2, most: 255, whole: true },
  categorical: "other",
  classWeights: "other",
  outOfBag: "other",
  threads: { ...count, most: 256 },
  seed: "other",
  kernels: "other",
};

/** @throws TandemError `trees/unknown-option`, `trees/bad-option` */
export function checkForestOptions(options: ForestOptions): void {
  const { columnsPerSplit: tried = "sqrt" } = options;
  const named = tried === "sqrt" || tried === "all";
  checkOptionTable(options, named ? table : { ...table, columnsPerSplit: { least: 0, above: true } });
  const leavesNone = options.replace === false || (options.randomCuts && options.replace !== true);
  if (options.outOfBag && leavesNone && (options.rowSampling ?? 1) === 1)
    throw badOption("outOfBag", "true", "used where trees leave rows out: with replace: true or rowSampling below 1");
}

export function columnsTried(tried: ForestOptions["columnsPerSplit"], objective: string, columns: number): number {
  const wanted = tried ?? (objective === "squared" ? "all" : "sqrt");
  if (wanted === "all") return columns;
  const number = wanted === "sqrt" ? Math.sqrt(columns) : wanted < 1 ? wanted * columns : wanted;
  return Math.max(1, Math.min(columns, Math.floor(number)));
}

/** Trees grown per round: one, or one per class. */
export function outputsOf(objective: NonNullable<ForestOptions["objective"]>, targets: Float64Array): number {
  if (objective === "squared") return 1;
  const row = targets.findIndex(
    (target) => !(Number.isInteger(target) && target >= 0 && target < (objective === "binary" ? 2 : 10_000)),
  );
  if (row >= 0)
    throw new TandemError("trees/bad-data", {
      what: `target of row ${row}`,
      reason: `${targets[row]} is no class code of objective "${objective}"`,
    });
  return objective === "binary" ? 1 : Math.max(2, targets.reduce((most, target) => Math.max(most, target), 0) + 1);
}
