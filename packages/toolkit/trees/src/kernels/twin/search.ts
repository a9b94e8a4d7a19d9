/** One leaf's part in a search; the names are those of assembly/split.ts, `record` an index into `doubles`. */
export interface Search {
  readonly gradientUnit: number;
  readonly hessianUnit: number;
  readonly l2: number;
  readonly l1: number;
  readonly smoothing: number;
  readonly support: number;
  readonly gradient: number;
  readonly hessian: number;
  readonly least: number;
  readonly most: number;
  readonly low: number;
  readonly high: number;
  readonly record: number;
}

/** Puts a better split into the search's record. */
export function writeSplit(
  doubles: Float64Array,
  record: number,
  score: number,
  feature: number,
  bin: number,
  g: number,
  h: number,
  missingLeft: boolean,
  kind: number,
): void {
  doubles[record] = score;
  doubles[record + 1] = feature;
  doubles[record + 2] = bin;
  doubles[record + 3] = g;
  doubles[record + 4] = h;
  doubles[record + 5] = missingLeft ? 1 : 0;
  doubles[record + 6] = kind;
}
