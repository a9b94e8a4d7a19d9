import { badOption, checkOptionTable, type OptionTable } from "../check-options.ts";
import type { CustomObjective } from "../objectives/custom.ts";
import type { Trees } from "../trees.ts";

export type ObjectiveName =
  "squared" | "absolute" | "quantile" | "huber" | "poisson" | "gamma" | "binary" | "multiclass" | "lambdarank";
/** A column by number or by name. */
export type ColumnRef = number | string;

export interface BoostingOptions {
  /** Default "squared". Classes are coded 0, 1, ... in the targets. */
  readonly objective?: ObjectiveName | CustomObjective;
  /** Rounds of boosting, each one tree per output. Default 100. */
  readonly trees?: number;
  /** Default 0.1. */
  readonly learningRate?: number;
  /** Default 31. */
  readonly maxLeaves?: number;
  /** Splits on the way to a leaf, at most. Default no limit. */
  readonly maxDepth?: number;
  /** Rows in a leaf, at least. Default 20. Rows are estimated by their hessians while searching and counted before a split is made. */
  readonly minLeafSamples?: number;
  /** Sum of hessians in a leaf, at least. Default 0.001. */
  readonly minChildWeight?: number;
  /** Gain of a split, at least. Default 0. */
  readonly minSplitGain?: number;
  /** Default 0. */
  readonly l1?: number;
  /** Default 0. */
  readonly l2?: number;
  /** Bins of a feature, 2 to 255. Default 255. */
  readonly maxBins?: number;
  /** Share of the rows that each tree sees. Default 1. */
  readonly rowSampling?: number;
  /** Share of the columns that each tree sees. Default 1. */
  readonly columnSampling?: number;
  /** Gradient-based one-side sampling: the `top` share of rows by gradient, and `other` share of all from the rest, weighted up. */
  readonly goss?: { readonly top: number; readonly other: number };
  /** Columns whose outputs may only rise (1) or fall (-1). */
  readonly monotone?: Readonly<Record<ColumnRef, 1 | -1>>;
  /** Sets of columns that may meet on a path; columns in none form one more set. */
  readonly interactions?: readonly (readonly ColumnRef[])[];
  /** Columns that hold category codes: whole numbers from 0, missing where NaN or negative. */
  readonly categorical?: readonly ColumnRef[];
  /** Added to the hessian of a category when categories are ordered, and to l2 when they are split. Default 10. */
  readonly categorySmoothing?: number;
  /** Leaf-wise takes the split of greatest gain next, depth-wise the shallowest. Default "leaf". */
  readonly growth?: "leaf" | "depth";
  /** Ends when the validation loss has not fallen for `rounds`; keeps the best round. Without validation data `share` of the rows are held out (default 0.1). */
  readonly earlyStopping?: { readonly rounds: number; readonly share?: number };
  /** Weights by class, in the order of the codes; "balanced" makes classes weigh alike. */
  readonly classWeights?: readonly number[] | "balanced";
  /** The quantile to fit, for "quantile". Default 0.5. */
  readonly quantile?: number;
  /** Where squared error turns to absolute, for "huber". Default 1. */
  readonly huberDelta?: number;
  /** Positions at the top that count, for "lambdarank". Default 30. */
  readonly rankTop?: number;
  /** Threads, the calling one among them. Default: as many as processors, one for small data. They do not change the trees. */
  readonly threads?: number;
  /** Default: the run's seed. */
  readonly seed?: number;
  /** Boosting goes on from these trees, which become the first of the result. */
  readonly previous?: Trees;
  /** "plain" is TypeScript on one thread. Default: WebAssembly where it runs. They give the same trees. */
  readonly kernels?: "wasm" | "plain";
}

const share = { least: 0, most: 1, above: true } as const;
const positive = { least: 0, above: true } as const;
const count = { least: 1, whole: true } as const;

const table: OptionTable<BoostingOptions> = {
  objective: "other",
  trees: { least: 0, whole: true },
  learningRate: positive,
  maxLeaves: { ...count, most: 65_536 },
  maxDepth: count,
  minLeafSamples: count,
  minChildWeight: { least: 0 },
  minSplitGain: { least: 0 },
  l1: { least: 0 },
  l2: { least: 0 },
  maxBins: { least: 2, most: 255, whole: true },
  rowSampling: share,
  columnSampling: share,
  goss: "other",
  monotone: "other",
  interactions: "other",
  categorical: "other",
  categorySmoothing: { least: 0 },
  growth: "other",
  earlyStopping: "other",
  classWeights: "other",
  quantile: { least: 0, most: 1 },
  huberDelta: positive,
  rankTop: count,
  threads: { ...count, most: 256 },
  seed: "other",
  previous: "other",
  kernels: "other",
};

const gossTable: OptionTable<NonNullable<BoostingOptions["goss"]>> = {
  top: { least: 0, most: 1, required: true },
  other: { ...share, required: true },
};
const stoppingTable: OptionTable<NonNullable<BoostingOptions["earlyStopping"]>> = {
  rounds: { ...count, required: true },
  share: { ...share, most: 0.9 },
};

/** @throws TandemError `trees/unknown-option`, `trees/bad-option` */
export function checkOptions(options: BoostingOptions): void {
  checkOptionTable(options, table);
  const { goss, earlyStopping, rowSampling = 1 } = options;
  if (goss) {
    checkOptionTable(goss, gossTable, "goss.");
    if (goss.top + goss.other > 1) throw badOption("goss", JSON.stringify(goss), "two shares that sum to at most 1");
    if (rowSampling < 1)
      throw badOption("rowSampling", String(rowSampling), "left out beside goss, which samples rows itself");
  }
  if (earlyStopping) checkOptionTable(earlyStopping, stoppingTable, "earlyStopping.");
}

/** Numbers of the columns that an option names. */
export function columnNumber(
  option: string,
  ref: ColumnRef,
  columns: number,
  names: readonly string[] | undefined,
): number {
  const byName = names?.indexOf(String(ref)) ?? -1;
  const number = byName >= 0 ? byName : Number(ref);
  if (Number.isInteger(number) && number >= 0 && number < columns) return number;
  throw badOption(
    option,
    JSON.stringify(ref),
    `a column: a number below ${columns}${names ? ` or one of ${names.join(", ")}` : ""}`,
  );
}
