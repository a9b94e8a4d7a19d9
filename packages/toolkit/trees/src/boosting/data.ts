import { TandemError } from "@tandem/core";
import { tableOf, type Table, type TreeFeatures } from "../binning/table.ts";
import type { Labels } from "../objectives/objective.ts";

/** Rows to learn from. */
export interface TreeData {
  readonly features: TreeFeatures;
  /** Numbers to fit, or class codes 0, 1, ... */
  readonly targets: ArrayLike<number>;
  /** What each row counts; default 1. */
  readonly weights?: ArrayLike<number>;
  /** For ranking: the query of each row; the rows of a query lie together. */
  readonly groups?: ArrayLike<number | string>;
}
export interface BoostingData extends TreeData {
  /** Held-out rows for early stopping. */
  readonly validation?: TreeData;
}

export interface Checked {
  readonly table: Table;
  readonly labels: Labels;
}

/** @throws TandemError `trees/bad-data`: nothing to learn from, lengths that differ, values that are no finite numbers. */
export function checkData(data: TreeData, what = "training data"): Checked {
  const table = tableOf(data.features);
  const fail = (part: string, reason: string) =>
    new TandemError("trees/bad-data", { what: `${part} of ${what}`, reason });
  if (table.rows === 0 || table.columns === 0)
    throw fail("features", `${table.rows} rows of ${table.columns} columns; there must be some`);
  for (const part of ["targets", "weights", "groups"] as const) {
    const { length } = data[part] ?? { length: table.rows };
    if (length !== table.rows) throw fail(part, `${length} for ${table.rows} rows of features; give one per row`);
  }
  const targets = doublesOf(data.targets);
  const row = firstUnusable(targets, -Infinity);
  if (row >= 0) throw fail("targets", `row ${row} has ${targets[row]}; leave out rows whose target is not known`);
  const weights = data.weights && doublesOf(data.weights);
  const bad = weights ? firstUnusable(weights, 0) : -1;
  if (bad >= 0) throw fail("weights", `row ${bad} has ${weights![bad]}; weights are finite and at least 0`);
  if (weights && !weights.some((weight) => weight > 0)) throw fail("weights", "all are 0");
  return { table, labels: { targets, weights, groups: data.groups && numberGroups(data.groups) } };
}

/** The numbers themselves where they are doubles already: nothing writes to them. */
function doublesOf(numbers: ArrayLike<number>): Float64Array {
  return numbers instanceof Float64Array ? numbers : new Float64Array(numbers);
}

/** The place of the first value that is not finite or is below `least`, -1 for none. */
function firstUnusable(values: Float64Array, least: number): number {
  for (let i = 0; i < values.length; i++) if (!(values[i]! >= least && Math.abs(values[i]!) < Infinity)) return i;
  return -1;
}

/** Groups as 0, 1, ... in the order they appear; a group that comes again after another is another. */
function numberGroups(groups: ArrayLike<number | string>): Int32Array {
  let number = 0;
  return Int32Array.from({ length: groups.length }, (_, row) =>
    row > 0 && groups[row] !== groups[row - 1] ? ++number : number,
  );
}
