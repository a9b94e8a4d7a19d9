import { deriveSeed, newRun, randomSequence, TandemError, type Run } from "@tandem/core";
import { breathe } from "@tandem/toolkit-kernels";
import { checkOptionTable, type OptionTable } from "../check-options.ts";
import { tableOf, type Table, type TreeFeatures } from "../binning/table.ts";
import type { Trees } from "../trees.ts";

export interface IsolationOptions {
  /** Default 100. */
  readonly trees?: number;
  /** Rows drawn for each tree, without replacement. Default 256. */
  readonly sampleRows?: number;
  readonly seed?: number;
}
const optionTable: OptionTable<IsolationOptions> = {
  trees: { least: 1, whole: true },
  sampleRows: { least: 2, whole: true },
  seed: "other",
};

/**
 * An isolation forest (Liu, Ting and Zhou 2008): random cuts set anomalies apart early. `predictTrees` gives scores in
 * (0, 1]: about 0.5 for the usual, towards 1 for anomalies; they are the negative of scikit-learn's `score_samples`.
 * Missing values go with the larger side.
 * @throws TandemError `trees/unknown-option`, `trees/bad-option`, `trees/bad-data`
 */
export async function fitIsolationForest(
  features: TreeFeatures,
  options: IsolationOptions = {},
  run: Run = newRun(),
): Promise<Trees> {
  checkOptionTable(options, optionTable);
  const { trees = 100, sampleRows = 256, seed = run.seed } = options;
  const table = tableOf(features);
  if (table.rows < 2 || table.columns === 0)
    throw new TandemError("trees/bad-data", {
      what: "features",
      reason: `${table.rows} rows of ${table.columns} columns; an isolation forest needs two rows at least`,
    });
  const drawn = Math.min(sampleRows, table.rows);
  const nodes = new Nodes();
  for (let tree = 0; tree < trees; tree++) {
    if (tree % 16 === 15) await breathe();
    run.signal.throwIfAborted();
    growTree(table, drawn, trees, randomSequence(deriveSeed(seed, tree)), nodes);
    run.progress(tree + 1, trees);
  }
  return nodes.finish(table);
}

/** The mean depth of an unsuccessful search in a binary search tree of n rows. */
function meanDepth(n: number): number {
  if (n <= 1) return 0;
  return n === 2 ? 1 : 2 * (Math.log(n - 1) + 0.5772156649015329) - (2 * (n - 1)) / n;
}

class Nodes {
  readonly roots = [0];
  readonly feature: number[] = [];
  readonly threshold: number[] = [];
  readonly left: number[] = [];
  readonly missingLeft: number[] = [];
  readonly value: number[] = [];
  readonly cover: number[] = [];

  /** A leaf; its number. */
  add(cover: number): number {
    this.threshold.push(0);
    this.missingLeft.push(0);
    this.value.push(0);
    this.cover.push(cover);
    this.feature.push(-1);
    return this.left.push(this.left.length) - 1;
  }

  finish({ columns, names }: Table): Trees {
    const count = this.feature.length;
    const left = Int32Array.from(this.left);
    return {
      kind: "isolation",
      objective: "isolation",
      link: "halves",
      outputs: 1,
      features: columns,
      ...(names ? { featureNames: names } : {}),
      base: Float64Array.of(0),
      roots: Int32Array.from(this.roots),
      feature: Int32Array.from(this.feature),
      threshold: Float64Array.from(this.threshold),
      left,
      right: left.map((child, i) => (this.feature[i]! >= 0 ? child + 1 : child)),
      missingLeft: Uint8Array.from(this.missingLeft),
      categorySet: new Int32Array(count).fill(-1),
      categoryKnown: new Int32Array(count).fill(-1),
      categoryStarts: Int32Array.of(0),
      categoryBits: new Uint32Array(0),
      value: Float64Array.from(this.value),
      cover: Float64Array.from(this.cover),
      gain: new Float64Array(count),
    };
  }
}

/** The values of the drawn rows, row-major. */
function drawRows(table: Table, drawn: number, random: () => number): Float64Array {
  const chosen = new Set<number>();
  while (chosen.size < drawn) chosen.add(Math.floor(random() * table.rows));
  const { columns } = table;
  const row = new Float64Array(columns);
  const values = new Float64Array(drawn * columns);
  [...chosen].forEach((number, i) => {
    table.read(number, 1, row);
    values.set(row, i * columns);
  });
  return values;
}

function growTree(table: Table, drawn: number, trees: number, random: () => number, nodes: Nodes): void {
  const { columns } = table;
  const values = drawRows(table, drawn, random);
  const deepest = Math.ceil(Math.log2(drawn));
  const scale = 1 / (trees * meanDepth(drawn));
  const todo = [{ node: nodes.add(drawn), rows: Array.from({ length: drawn }, (_, i) => i), depth: 0 }];
  for (let task = todo.pop(); task; task = todo.pop()) {
    const { node, rows, depth } = task;
    const cut = depth < deepest && rows.length > 1 ? drawCut(values, columns, rows, random) : undefined;
    if (!cut) {
      nodes.value[node] = (depth + meanDepth(rows.length)) * scale;
      continue;
    }
    const valueOf = (row: number) => values[row * columns + cut.feature]!;
    const low = rows.filter((row) => valueOf(row) <= cut.at);
    const missingLeft = 2 * low.length > rows.filter((row) => !Number.isNaN(valueOf(row))).length;
    const left = rows.filter((row) => (Number.isNaN(valueOf(row)) ? missingLeft : valueOf(row) <= cut.at));
    const goesLeft = new Set(left);
    const right = rows.filter((row) => !goesLeft.has(row));
    nodes.feature[node] = cut.feature;
    nodes.threshold[node] = cut.at;
    nodes.missingLeft[node] = missingLeft ? 1 : 0;
    nodes.left[node] = nodes.add(left.length);
    todo.push(
      { node: nodes.left[node]!, rows: left, depth: depth + 1 },
      { node: nodes.add(right.length), rows: right, depth: depth + 1 },
    );
  }
  nodes.roots.push(nodes.feature.length);
}

/** A random column in which the rows differ and a cut between their least and greatest value; undefined where none differs. */
function drawCut(
  values: Float64Array,
  columns: number,
  rows: readonly number[],
  random: () => number,
): { feature: number; at: number } | undefined {
  const order = Array.from({ length: columns }, (_, i) => i);
  for (let i = 0; i < columns; i++) {
    const other = i + Math.floor(random() * (columns - i));
    [order[i], order[other]] = [order[other]!, order[i]!];
    const feature = order[i]!;
    let low = Infinity;
    let high = -Infinity;
    for (const row of rows) {
      const value = values[row * columns + feature]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(high > low) || !Number.isFinite(high - low)) continue;
    const at = low + random() * (high - low);
    return { feature, at: at < high ? at : low };
  }
  return undefined;
}
