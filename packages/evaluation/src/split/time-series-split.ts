import { TandemError } from "@tandem/core";
import { checkCount, checkEnough, eachSample, type Splitter } from "./splitter.ts";

export interface TimeSeriesOptions<S> {
  /** Default 5. */
  readonly folds?: number;
  /** When a sample was known; samples are then taken in that order, whatever order they stand in. Default: as they stand. */
  readonly time?: (sample: S) => number | Date;
  /** Samples in each test block. Default: length / (folds + 1), rounded down. */
  readonly testSize?: number;
  /** At most so many samples to train on, the latest ones. Default: all before the test block. */
  readonly maxTrainSize?: number;
  /** Samples left out between training and test block. Default 0. */
  readonly gap?: number;
}

/**
 * Always trains on the past and tests on what follows; each fold's test block starts where the one before ended. The
 * same folds as scikit-learn's TimeSeriesSplit. Rows are in order of time; equal times keep the samples' order.
 */
export function timeSeriesSplit<S = unknown>(options: TimeSeriesOptions<S> = {}): Splitter<S> {
  const name = "timeSeriesSplit";
  const { folds = 5, time, testSize, maxTrainSize, gap = 0 } = options;
  checkCount(name, "folds", folds, 2);
  checkCount(name, "gap", gap, 0);
  if (testSize !== undefined) checkCount(name, "testSize", testSize, 1);
  if (maxTrainSize !== undefined) checkCount(name, "maxTrainSize", maxTrainSize, 1);
  return {
    name,
    split(samples) {
      const { length } = samples;
      checkEnough(name, "samples", length, folds + 1);
      const size = testSize ?? Math.floor(length / (folds + 1));
      checkEnough(
        name,
        `samples for ${folds} test blocks of ${size} after a gap of ${gap}`,
        length,
        folds * size + gap + 1,
      );
      const order = time
        ? inOrder(eachSample(name, samples, "times", time))
        : Int32Array.from({ length }, (_, row) => row);
      return Array.from({ length: folds }, (_, fold) => {
        const start = length - (folds - fold) * size;
        const end = start - gap;
        return {
          train: order.slice(maxTrainSize === undefined ? 0 : Math.max(0, end - maxTrainSize), end),
          test: order.slice(start, start + size),
        };
      });
    },
  };
}

function inOrder(times: readonly (number | Date)[]): Int32Array {
  const epochs = Float64Array.from(times, Number);
  const bad = epochs.findIndex(Number.isNaN);
  if (bad >= 0)
    throw new TandemError("split/bad-option", {
      splitter: "timeSeriesSplit",
      option: "time",
      found: `no time for row ${bad}`,
      expected: "a number or a valid Date for each sample",
    });
  return Int32Array.from(epochs.keys()).sort((a, b) => epochs[a]! - epochs[b]! || a - b);
}
