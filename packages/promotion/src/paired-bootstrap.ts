import { randomSequence } from "@tandem/core";

export interface PairedDifference {
  /** Candidate minus champion on all samples; positive is better for the candidate, whatever the metric's direction. */
  readonly difference: number;
  /** The one-sided lower confidence bound of the difference. */
  readonly low: number;
  /** The upper bound of the same confidence. */
  readonly high: number;
  /** Share of resamples in which the candidate is better by more than the margin. */
  readonly share: number;
  readonly resamples: number;
}

export interface BootstrapOptions {
  readonly samples: number;
  /** The difference over these rows, which may repeat; NaN where they do not define it. */
  readonly differenceOn: (rows: Int32Array) => number;
  readonly margin: number;
  readonly seed: number;
  readonly resamples: number;
  /** Like 0.95: one in twenty candidates that are no better passes by luck. */
  readonly confidence: number;
}

/**
 * The paired bootstrap: samples are drawn with replacement and both models are judged on the same draw, so that what
 * makes a sample hard for both cancels out. Percentile bounds (Efron and Tibshirani 1993, chapter 13). Equal seeds give
 * equal bounds.
 */
export function pairedBootstrap(options: BootstrapOptions): PairedDifference {
  const { samples, differenceOn, margin, seed, resamples, confidence } = options;
  const random = randomSequence(seed);
  const drawn: number[] = [];
  const rows = new Int32Array(samples);
  for (let draw = 0; draw < resamples; draw++) {
    for (let i = 0; i < samples; i++) rows[i] = Math.floor(random() * samples);
    const difference = differenceOn(rows);
    if (!Number.isNaN(difference)) drawn.push(difference);
  }
  const sorted = Float64Array.from(drawn).sort();
  return {
    difference: differenceOn(Int32Array.from({ length: samples }, (_, row) => row)),
    low: quantile(sorted, 1 - confidence),
    high: quantile(sorted, confidence),
    share: drawn.filter((difference) => difference > margin).length / Math.max(1, drawn.length),
    resamples: drawn.length,
  };
}

/** Linear between order statistics, as NumPy's default; NaN of none. */
function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return NaN;
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
