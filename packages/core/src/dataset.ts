import { andThen, type Awaitable } from "./awaitable.ts";
import { jsonCodec, type Codec } from "./codec.ts";
import { countRows, datasetOver, type Dataset, type Features, type LabeledDataset } from "./features.ts";
import type { Jsonable } from "./json.ts";
import { TandemError } from "./errors.ts";
import { isLabeled, type Samples, type TrainingSamples } from "./samples.ts";
import { withoutLabels } from "./sample-views.ts";

/** Turns samples into features: learns what it needs from training samples only, and features the same way ever after. */
export interface DatasetBuilder<D, L, F extends Features, S> {
  readonly stateCodec: Codec<S>;
  /** `learned` features with a state learned before, instead of learning anew (validation parts, warm starts). */
  fit(
    samples: TrainingSamples<D, L>,
    learned?: { readonly state: S },
  ): Promise<{ readonly dataset: LabeledDataset<F, L>; readonly state: S }>;
  predict(samples: Samples<D>, state: S): Awaitable<Dataset<F>>;
}

export interface DatasetDefinition<D, L, F extends Features, S> {
  /** What has to be known of the training samples to build features; saved with the model. Default: nothing (`null`). */
  learn?(samples: TrainingSamples<D, L>): Awaitable<S> & Awaitable<NoInfer<Jsonable<S>>>;
  /** One row of features per sample, in order; never sees a label. */
  features(samples: Samples<D>, state: NoInfer<S>): Awaitable<F>;
  /** For a state that JSON holds badly (vocabularies, embeddings); default JSON. */
  readonly stateCodec?: Codec<S>;
}

/**
 * Defines how samples of data `D` and label `L` become features. Put `learn` before `features`, so that the type of
 * its state is inferred.
 *
 * ```ts
 * export const churnDataset = defineDataset<Customer, Churned>()({
 *   learn: (samples) => learnEncoding(samples, { scale: ["tenure"], oneHot: ["contract"] }),
 *   features: (samples, encoding) => encode(samples, encoding),
 * });
 * ```
 */
export function defineDataset<D, L = never>() {
  return <F extends Features, S = null>(definition: DatasetDefinition<D, L, F, S>): DatasetBuilder<D, L, F, S> => {
    const built = <T extends object>(samples: Samples<D>, state: S, beside: T): Awaitable<Dataset<F> & T> =>
      andThen(definition.features(withoutLabels(samples), state), (features) => {
        const rows = countRows(features);
        if (rows === samples.length) return datasetOver(samples, features, beside);
        features.dispose?.();
        throw new TandemError("dataset/misaligned", { model: "the dataset", ids: samples.length, rows });
      });
    return {
      stateCodec: definition.stateCodec ?? (jsonCodec("json@1") as unknown as Codec<S>),
      async fit(given, learned) {
        const samples = given as Samples<D>;
        const state = learned ? learned.state : (((await definition.learn?.(given)) ?? null) as S);
        return { state, dataset: await built(samples, state, targets<D, L>(samples)) };
      },
      predict: (samples, state) => built(samples, state, {}),
    };
  };
}

function targets<D, L>(samples: Samples<D>): Omit<LabeledDataset<Features, L>, "sampleIds" | "features"> {
  if (!isLabeled<D, L>(samples)) return { labels: [] as unknown as LabeledDataset<Features, L>["labels"] };
  const { labels, weights, groups } = samples;
  return { labels, ...(weights ? { weights } : {}), ...(groups ? { groups } : {}) };
}
