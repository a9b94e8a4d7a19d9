import type { LabeledSamples, Samples, TrainingSamples } from "@tandem/core";
import { isLabeled, withoutLabels } from "@tandem/core";
import type { Source } from "./source.ts";

/** Samples that are in memory already, as a source; they are taken as they are. */
export function memorySource<D, L>(samples: LabeledSamples<D, L>, name?: string): Source<D, L>;
export function memorySource<D>(samples: Samples<D>, name?: string): Source<D>;
export function memorySource<D, L>(samples: Samples<D>, name = "memory"): Source<D, L> {
  const whole = samples as TrainingSamples<D, L>;
  async function* batches({
    batchRows = 65_536,
    signal,
  }: { batchRows?: number; signal?: { throwIfAborted(): void } } = {}): AsyncGenerator<TrainingSamples<D, L>> {
    for (let first = 0; first < samples.length; first += batchRows) {
      signal?.throwIfAborted();
      const rows = Int32Array.from({ length: Math.min(batchRows, samples.length - first) }, (_, i) => first + i);
      yield samples.select(rows) as TrainingSamples<D, L>;
    }
  }
  return {
    name,
    batches,
    read: async () => whole,
    async *checkedBatches(options) {
      for await (const valid of batches(options)) yield { valid, invalid: [] };
    },
    check: async () => ({
      valid: whole,
      invalid: [],
      report: { rows: samples.length, invalidRows: 0, total: 0, counts: {}, failures: [] },
    }),
    unlabeled: () => memorySource<D>(isLabeled(samples) ? withoutLabels(samples) : samples, name),
  };
}
