import {
  fieldKinds,
  labeledSamplesOf,
  newRun,
  samplesOf,
  type Artifact,
  type LabeledSample,
  type ModelPackage,
  type Predictions,
  type Run,
  type Sample,
  type Samples,
  type TrainedModel,
  type TrainingSamples,
} from "@tandem/core";
import type { Expect } from "../check.ts";
import { difference } from "../difference.ts";

/** What a package can be checked on: rows, or samples of any kind. Some dozens to hundreds are enough; every check trains on them. */
export type CheckSamples<D, L> =
  readonly ([L] extends [never] ? Sample<D> : LabeledSample<D, L>)[] | TrainingSamples<D, L>;

export interface SubjectOptions {
  /** How far numbers that should be equal may lie apart, relative to their size (absolute below 1). Default 1e-9. */
  readonly tolerance?: number;
  /** Default 7. */
  readonly seed?: number;
  /** The URL to import the package from in a new process; default the package's `module`. */
  readonly module?: string;
  /** Counts what the package holds outside the heap (tensors, sessions): it must come back to what it was. */
  readonly live?: () => number | Promise<number>;
}

type Training<D, L> = TrainingSamples<D, L>;

/** The package under test with its samples and the ways to use them that checks share. */
export class Subject<D, L, O extends object> {
  readonly rows: readonly LabeledSample<D, L>[];
  readonly tolerance: number;
  readonly seed: number;
  /** Where a new process imports the package from. */
  readonly module: string | undefined;
  #artifact: Promise<Artifact> | undefined;

  constructor(
    readonly pkg: ModelPackage<D, L, O>,
    samples: CheckSamples<D, L>,
    readonly options: SubjectOptions,
  ) {
    this.rows = [...(samples as Iterable<LabeledSample<D, L>>)];
    this.tolerance = options.tolerance ?? 1e-9;
    this.seed = options.seed ?? 7;
    this.module = options.module ?? pkg.module;
  }

  get labelled(): boolean {
    return this.rows.length > 0 && "label" in this.rows[0]!;
  }
  /** Training samples of rows; plain ones where the package's own have no label. */
  training(rows: readonly LabeledSample<D, L>[] = this.rows): TrainingSamples<D, L> {
    return (this.labelled ? labeledSamplesOf(rows) : samplesOf(rows)) as unknown as TrainingSamples<D, L>;
  }
  /** The rows without labels, as a caller who predicts gives them. */
  plain(rows: readonly Sample<D>[] = this.rows): Samples<D> {
    return samplesOf(
      rows.map(({ id, data }) => ({ id, data })),
      fieldKinds(this.pkg.sample),
    );
  }
  run(seed = this.seed): Run {
    return newRun({ seed });
  }

  /** A freshly trained model, closed after use. */
  async trained<T>(use: (model: TrainedModel<D, O>) => Promise<T>, samples?: Training<D, L>): Promise<T> {
    return using(await this.pkg.train(samples ?? this.training(), this.run()), use);
  }
  /** The model trained on all rows, restored; trained once however many checks ask. */
  async restored<T>(use: (model: TrainedModel<D, O>) => Promise<T>): Promise<T> {
    this.#artifact ??= this.trained((model) => model.toArtifact());
    return using(await this.pkg.restore(await this.#artifact), use);
  }

  /** Fails where two batches of predictions are not the same. */
  same(expect: Expect, what: string, a: Iterable<object>, b: Iterable<object>): void {
    const found = difference([...a], [...b], this.tolerance);
    if (found) expect.fail(`${what}: predictions differ ${found}`);
  }
  async predict(model: TrainedModel<D, O>, samples: Samples<D> = this.plain()): Promise<Predictions<O>> {
    return model.predict(samples);
  }
}

async function using<D, O, T>(model: TrainedModel<D, O>, use: (model: TrainedModel<D, O>) => Promise<T>): Promise<T> {
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

/** Outcomes without ids, so that predictions for different ids can be compared. */
export function outcomes<O extends object>(predictions: Iterable<O>): readonly object[] {
  return Array.from(predictions, (prediction) => ({ ...prediction, id: undefined }));
}
