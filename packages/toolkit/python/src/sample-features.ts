import type { Samples } from "@tandem/core";

/** Samples as they are, where features stand: Python makes its own of them, beside the model. */
export interface SampleFeatures<D> {
  readonly length: number;
  readonly samples: Samples<D>;
}

export const asFeatures = <D>(samples: Samples<D>): SampleFeatures<D> => ({ length: samples.length, samples });
