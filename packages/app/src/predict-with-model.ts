import {
  abortable,
  samplesOf,
  TandemError,
  type ArtifactStore,
  type ModelPackage,
  type Predictions,
  type Samples,
  type TrainedModel,
} from "@tandem/core";
import type { OnProgress } from "./progress.ts";
import { openModel } from "./versions.ts";

export interface PredictOptions {
  readonly store: ArtifactStore;
  readonly version: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Many batches of samples, one after another: what a source gives. */
export type SampleBatches<D> = AsyncIterable<Samples<D>>;

/** The same batches, and one of no samples where there are none: its predictions say what columns there would be. */
export async function* orNone<D>(batches: SampleBatches<D>): AsyncGenerator<Samples<D>, void, undefined> {
  let any = false;
  for await (const batch of batches) {
    any = true;
    yield batch;
  }
  if (!any) yield samplesOf<D>([]);
}

/**
 * Predicts with a saved version: one prediction per sample, in order.
 *
 * Batches of samples give batches of predictions, one each, equal to what all samples at once would give. Only one
 * batch is in memory at a time: the next is asked for when the predictions of the last have been taken. The model is
 * closed when the batches end, and also where the reader stops early or a batch fails.
 * @throws TandemError `app/no-version`, `app/unknown-version`, `app/needs-all-rows` (batches for a model whose rows
 * depend on each other), `run/aborted`, and what the store and the model throw
 */
export function predictWithModel<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: Samples<D>,
  options: PredictOptions,
): Promise<Predictions<O>>;
export function predictWithModel<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: SampleBatches<D>,
  options: PredictOptions,
): AsyncGenerator<Predictions<O>, void, undefined>;
export function predictWithModel<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: Samples<D> | SampleBatches<D>,
  options: PredictOptions,
): Promise<Predictions<O>> | AsyncGenerator<Predictions<O>, void, undefined> {
  return Symbol.asyncIterator in samples ? predictBatches(pkg, samples, options) : predictAtOnce(pkg, samples, options);
}

async function predictAtOnce<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: Samples<D>,
  options: PredictOptions,
): Promise<Predictions<O>> {
  return withOpened(pkg, options, async (model, told) => {
    const predictions = await model.predict(samples, signalOf(options));
    told(predictions.length);
    return predictions;
  });
}

async function* predictBatches<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  batches: SampleBatches<D>,
  options: PredictOptions,
): AsyncGenerator<Predictions<O>, void, undefined> {
  if (!pkg.traits.rowIndependent) throw new TandemError("app/needs-all-rows", { model: pkg.name });
  const began = performance.now();
  const { store, version, signal, onProgress } = options;
  const model = await openModel(store, pkg, version);
  onProgress?.({ kind: "started", flow: "predict", model: pkg.name });
  let done = 0;
  try {
    for await (const batch of batches) {
      const predictions = await model.predict(batch, signalOf(options));
      done += predictions.length;
      onProgress?.({ kind: "predicted", model: pkg.name, samples: done });
      yield predictions;
      await abortable(`predicting with ${pkg.name}`, signal, async () => undefined);
    }
  } finally {
    await model.close();
  }
  onProgress?.({ kind: "finished", flow: "predict", model: pkg.name, milliseconds: performance.now() - began });
}

async function withOpened<D, L, O extends object, T>(
  pkg: ModelPackage<D, L, O>,
  { store, version, onProgress }: PredictOptions,
  use: (model: TrainedModel<D, O>, told: (samples: number) => void) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const model = await openModel(store, pkg, version);
  onProgress?.({ kind: "started", flow: "predict", model: pkg.name });
  try {
    const result = await use(model, (samples) => onProgress?.({ kind: "predicted", model: pkg.name, samples }));
    onProgress?.({ kind: "finished", flow: "predict", model: pkg.name, milliseconds: performance.now() - began });
    return result;
  } finally {
    await model.close();
  }
}

function signalOf({ signal }: PredictOptions): { readonly signal?: AbortSignal } {
  return signal ? { signal } : {};
}
