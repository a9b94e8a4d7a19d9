import { evaluateFold, type TrialModel } from "./evaluate-fold.ts";
import type { LabeledSamples, Signal } from "@tandem/core";
import type { Metrics } from "../evaluate.ts";
import type { TrialJob } from "./trial-job.ts";

/** Runs jobs; equal jobs must give equal metrics, wherever they run. */
export interface TrialExecutor {
  /** How many jobs it is given at once. */
  readonly concurrency: number;
  run(job: TrialJob, signal?: Signal): Promise<Metrics>;
}

/** Runs jobs in this thread, one after the other. */
export function inThisThread<D, L, O extends object>(
  make: TrialModel<D, L, O>,
  samples: LabeledSamples<D, L>,
): TrialExecutor {
  return { concurrency: 1, run: (job, signal) => evaluateFold(make, samples, job, signal) };
}
