import type { AnyModelPackage, ArtifactStore, Awaitable, Samples, Signal, TrainingSamples } from "@tandem/core";
import type { OnProgress } from "./progress.ts";

/** How a source is read; one that leaves out rows says how many when all is read. */
export interface SourceReading {
  readonly signal?: Signal;
  readonly onLeftOut?: (rows: number) => void;
}
type InBatches = SourceReading & { readonly batchRows?: number };

/** The part of @tandem/data's Source that flows read; anything of this shape is a source. */
export interface SampleSource<D, L = never> {
  readonly name: string;
  read(options?: SourceReading): Promise<TrainingSamples<D, L>>;
  batches(options?: InBatches): AsyncIterable<TrainingSamples<D, L>>;
  /** The same for predicting, without labels. */
  unlabeled(): { batches(options?: InBatches): AsyncIterable<Samples<D>> };
}

export interface AppModel {
  /** The package, or what imports it when it is first needed. */
  readonly package: AnyModelPackage | (() => Awaitable<AnyModelPackage>);
  /** Name of the source it is trained on. */
  readonly source?: string;
  /** Where its versions are kept; default: the app's store. */
  readonly store?: ArtifactStore;
}

/** A source, or what makes it for a package, by whose schemas it is read. */
export type AppSource = AnySource | ((pkg: AnyModelPackage) => Awaitable<SampleSource<unknown, unknown>>);

/** A source of whatever data and label. */
export interface AnySource {
  readonly name: string;
  read(options?: SourceReading): Promise<{ readonly length: number }>;
  batches(options?: InBatches): AsyncIterable<{ readonly length: number }>;
  unlabeled(): { batches(options?: InBatches): AsyncIterable<{ readonly length: number }> };
}

export interface AppDefinition<M extends Readonly<Record<string, AppModel>>> {
  readonly models: M;
  readonly sources?: Readonly<Record<string, AppSource>>;
  readonly store: ArtifactStore;
  /** Told of every flow that names no listener of its own. */
  readonly onProgress?: OnProgress;
}
