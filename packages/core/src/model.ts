import { andThen, type Awaitable } from "./awaitable.ts";
import type { Codec, Encoded } from "./codec.ts";
import { TandemError } from "./errors.ts";
import { countRows, idsOnDemand, type Dataset, type Features, type LabeledDataset } from "./features.ts";
import { predictionsOf, predictionsOver, type Outcomes, type Predictions } from "./predictions.ts";
import { newRun, type Run, type Signal } from "./run.ts";
import type { Label } from "./task.ts";

export interface TrainOptions<F extends Features, L, E> {
  /** Held-out data to watch while training, for early stopping. */
  readonly validation?: LabeledDataset<F, L>;
  /** An estimator to go on from (warm start). */
  readonly previous?: E;
}

/** How much each feature moved each prediction: `base[o] + sum of row = raw score of output o`. */
export interface Explanation {
  readonly features: readonly string[];
  /** Number of outputs explained: 1, or one per class. */
  readonly outputs: number;
  /** rows x outputs x features, row-major. */
  readonly contributions: Float64Array;
  /** One per output: the score when nothing is known. */
  readonly base: Float64Array;
  /** What there is to tell of the model apart from any sample. */
  readonly structure?: ModelStructure;
}

export interface ModelStructure {
  /** By the name of a measure, like "gain" or "splits", a number for each feature: the greater the more it matters. */
  readonly importance?: Readonly<Record<string, readonly number[]>>;
  /** One decision tree of those that the model is made of, to be drawn. */
  readonly tree?: DecisionNode;
}

/** A node of a decision tree as plain data. `cover` is the number or weight of the training samples that came by. */
export type DecisionNode = DecisionSplit | DecisionLeaf;

/**
 * Samples go left whose `feature` is at most `threshold`, or is one of `categories`, or with neither of these is there at
 * all; one that is missing, or a category that was never seen, goes where `missing` says.
 */
export interface DecisionSplit {
  readonly feature: string;
  readonly threshold?: number;
  readonly categories?: readonly number[];
  readonly missing: "left" | "right";
  readonly gain: number;
  readonly cover: number;
  readonly left: DecisionNode;
  readonly right: DecisionNode;
}
export interface DecisionLeaf {
  readonly value: number;
  readonly cover: number;
}

/** A learned estimator behind its model: it predicts, becomes data, and is closed when no longer needed. */
export interface FittedModel<F extends Features, O, E> {
  readonly estimator: E;
  /** The classes that it tells apart, for a classifier. */
  readonly classes?: readonly Label[] | undefined;
  predict(dataset: Dataset<F>, options?: { readonly signal?: Signal }): Awaitable<Predictions<O>>;
  explain(dataset: Dataset<F>): Promise<Explanation>;
  encode(): Promise<Encoded>;
  /** Idempotent; afterwards predicting throws `model/closed`. */
  close(): Promise<void>;
}

/**
 * What every model shares. A subclass says how to train and infer, and how what it learned becomes data; it keeps
 * nothing learned in itself: hooks receive the estimator, so an unfitted model cannot be asked to predict.
 */
export abstract class Model<F extends Features, L, O extends object, E> {
  abstract readonly codec: Codec<E>;
  protected abstract train(data: LabeledDataset<F, L>, run: Run, options: TrainOptions<F, L, E>): Awaitable<E>;
  protected abstract infer(estimator: E, features: F, signal?: Signal): Awaitable<Outcomes<O>>;
  /** The classes that the estimator tells apart, for classifiers. */
  protected classes?(estimator: E): readonly Label[];
  /** Feature contributions, for models that can say them. */
  protected explain?(estimator: E, features: F): Awaitable<Explanation>;
  /** Frees what an estimator holds outside the heap: sessions, processes, tensors. */
  protected release?(estimator: E): Awaitable<void>;

  /** The name used in messages. */
  get title(): string {
    return this.constructor.name;
  }

  /** @throws TandemError `dataset/empty`, `dataset/misaligned` */
  async fit(
    data: LabeledDataset<F, L>,
    run: Run = newRun(),
    options: TrainOptions<F, L, E> = {},
  ): Promise<FittedModel<F, O, E>> {
    if (!idsOnDemand(data) && data.sampleIds.length === 0)
      throw new TandemError("dataset/empty", { model: this.title });
    this.#aligned(data);
    run.signal.throwIfAborted();
    return this.#fitted(await this.train(data, run, options));
  }

  /** The model as it was when `encoded` was made. */
  async restore(encoded: Encoded): Promise<FittedModel<F, O, E>> {
    return this.#fitted(await this.codec.decode(encoded));
  }

  /** The features of a dataset with ids on demand have been counted. */
  #aligned(data: Dataset<F>): void {
    if (idsOnDemand(data)) return;
    const rows = countRows(data.features);
    if (rows !== data.sampleIds.length)
      throw new TandemError("dataset/misaligned", { model: this.title, ids: data.sampleIds.length, rows });
  }

  #fitted(estimator: E): FittedModel<F, O, E> {
    const { title } = this;
    let closed = false;
    const open = () => {
      if (closed) throw new TandemError("model/closed", { model: title });
      return estimator;
    };
    const classes = () => this.classes?.(open());
    return {
      get estimator() {
        return open();
      },
      get classes() {
        return classes();
      },
      predict: (dataset, options = {}) => {
        const held = open();
        this.#aligned(dataset);
        options.signal?.throwIfAborted();
        return andThen(this.infer(held, dataset.features, options.signal), (outcomes) => {
          const unwritten = idsOnDemand(dataset);
          return unwritten
            ? predictionsOver(unwritten, countRows(dataset.features), outcomes, title)
            : predictionsOf(dataset.sampleIds, outcomes, title);
        });
      },
      explain: async (dataset) => {
        if (!this.explain) throw new TandemError("model/no-explanation", { model: this.title });
        const held = open();
        this.#aligned(dataset);
        return this.explain(held, dataset.features);
      },
      encode: async () => this.codec.encode(open()),
      close: async () => {
        if (closed) return;
        closed = true;
        await this.release?.(estimator);
      },
    };
  }
}
