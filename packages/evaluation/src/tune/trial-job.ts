import type { Parameters } from "./strategy.ts";

/** One fold of one trial. */
export interface TrialJob {
  readonly trial: number;
  readonly parameters: Parameters;
  readonly fold: number;
  /** Of the training. */
  readonly seed: number;
  readonly train: Int32Array;
  readonly test: Int32Array;
}
