import {
  listVersions,
  loadRecords,
  TandemError,
  type ArtifactStore,
  type Json,
  type ModelPackage,
  type ModelRef,
  type Predictions,
  type Samples,
  type TrainingSamples,
} from "@tandem/core";
import type { DataOf, LabelOf, OutcomeOf, PackageOf } from "./app-types.ts";
import type { AppDefinition, AppModel, SampleSource, SourceReading } from "./app-definition.ts";
import { createModel, type Created, type CreateOptions } from "./create-model.ts";
import { crossvalidateModel, type Crossvalidation, type CrossvalidateOptions } from "./crossvalidate-model.ts";
import { predictInto, type PredictedInto, type PredictIntoOptions } from "./batch/predict-into.ts";
import { predictWithModel, type PredictOptions } from "./predict-with-model.ts";
import { newestVersion } from "./versions.ts";

type Models = Readonly<Record<string, AppModel>>;
type Reading = { /** A source other than the model's own. */ readonly source?: string };
type Flow = Pick<CreateOptions<unknown, unknown>, "signal" | "onProgress">;
type Where = { /** Default: the version saved last. */ readonly version?: string };

/** Models by name, each with where its samples come from and where its versions are kept. */
export interface App<M extends Models> {
  readonly models: readonly string[];
  package<N extends keyof M & string>(name: N): Promise<PackageOf<M[N]>>;
  source<N extends keyof M & string>(name: N, source?: string): Promise<SampleSource<DataOf<M[N]>, LabelOf<M[N]>>>;
  store(name: keyof M & string): ArtifactStore;
  /** Trains on all samples of the source and saves. */
  train<N extends keyof M & string>(
    name: N,
    options?: Omit<CreateOptions<DataOf<M[N]>, LabelOf<M[N]>>, "store"> & Reading,
  ): Promise<Created>;
  crossvalidate<N extends keyof M & string>(
    name: N,
    options?: CrossvalidateOptions & Reading,
  ): Promise<Crossvalidation<OutcomeOf<M[N]>>>;
  predict<N extends keyof M & string>(
    name: N,
    samples: Samples<DataOf<M[N]>>,
    options?: Omit<PredictOptions, "store" | "version"> & Where,
  ): Promise<Predictions<OutcomeOf<M[N]>>>;
  /** Predicts for a whole source, batch by batch. */
  predictSource<N extends keyof M & string>(
    name: N,
    options?: Omit<PredictOptions, "store" | "version"> & Where & Reading & { readonly batchRows?: number },
  ): AsyncGenerator<Predictions<OutcomeOf<M[N]>>, void, undefined>;
  /** Predicts for a whole source into a sink; goes on where a process that was killed had come to. See {@link predictInto}. */
  predictSourceInto(
    name: keyof M & string,
    options: Omit<PredictIntoOptions, "store" | "version" | "source"> & Where & Reading,
  ): Promise<PredictedInto>;
  versions(name: keyof M & string): Promise<readonly (ModelRef & { readonly saved: number })[]>;
  /** The records of the runs that gave a version. */
  records(name: keyof M & string, version: string): Promise<readonly Json[]>;
}

/**
 * Ties models, sources and stores together under names. Nothing is imported, opened or read before it is asked for.
 * @throws TandemError (from its methods) `app/unknown-model`, `app/unknown-source`, `app/no-source`, and what the flows throw
 */
export function createApp<const M extends Models>(definition: AppDefinition<M>): App<M> {
  const { models, sources = {}, onProgress } = definition;
  const known = Object.keys(models);
  const modelOf = (name: string): AppModel => {
    if (!Object.hasOwn(models, name)) throw new TandemError("app/unknown-model", { name, known });
    return models[name]!;
  };
  const packageOf = async (name: string): Promise<Package> => {
    const { package: given } = modelOf(name);
    return (typeof given === "function" ? await given() : given) as Package;
  };
  const sourceOf = async (name: string, other?: string): Promise<SampleSource<unknown, unknown>> => {
    const wanted = other ?? modelOf(name).source;
    if (wanted === undefined) throw new TandemError("app/no-source", { model: name });
    if (!Object.hasOwn(sources, wanted))
      throw new TandemError("app/unknown-source", { name: wanted, known: Object.keys(sources) });
    const source = sources[wanted]!;
    return typeof source === "function" ? source(await packageOf(name)) : (source as SampleSource<unknown, unknown>);
  };
  const storeOf = (name: string) => modelOf(name).store ?? definition.store;
  const versionOf = async (name: string, version: string | undefined) =>
    version ?? (await newestVersion(storeOf(name), await packageOf(name))).version;
  const told = onProgress ? { onProgress } : {};
  const reading = ({ name: model }: Package, options: Flow, keep?: (rows: number) => void): SourceReading => ({
    ...(options.signal ? { signal: options.signal } : {}),
    onLeftOut(rows) {
      keep?.(rows);
      (options.onProgress ?? onProgress)?.({ kind: "left-out", model, rows });
    },
  });
  const read = async (name: string, source: string | undefined, options: Flow) => {
    let leftOut = 0;
    const from = await sourceOf(name, source);
    const samples = await from.read(reading(await packageOf(name), options, (rows) => (leftOut = rows)));
    return { samples: samples as TrainingSamples<unknown, unknown>, leftOut };
  };

  const app = {
    models: known,
    package: packageOf,
    source: sourceOf,
    store: storeOf,
    async train(name: string, { source, ...options }: Omit<CreateOptions<unknown, unknown>, "store"> & Reading = {}) {
      const context = { source: source ?? modelOf(name).source ?? null, ...options.context };
      const pkg = await packageOf(name);
      const { samples, leftOut } = await read(name, source, options);
      return createModel(pkg, samples, {
        ...told,
        leftOut,
        ...options,
        context,
        store: storeOf(name),
      });
    },
    async crossvalidate(name: string, { source, ...options }: CrossvalidateOptions & Reading = {}) {
      const pkg = await packageOf(name);
      const { samples, leftOut } = await read(name, source, options);
      return crossvalidateModel(pkg, samples, { ...told, leftOut, ...options });
    },
    async predict(
      name: string,
      samples: Samples<unknown>,
      { version, ...options }: Omit<PredictOptions, "store" | "version"> & Where = {},
    ) {
      return predictWithModel(await packageOf(name), samples, {
        ...told,
        ...options,
        store: storeOf(name),
        version: await versionOf(name, version),
      });
    },
    async *predictSource(
      name: string,
      {
        version,
        source,
        batchRows,
        ...options
      }: Omit<PredictOptions, "store" | "version"> & Where & Reading & { batchRows?: number } = {},
    ) {
      const from = (await sourceOf(name, source)).unlabeled();
      const pkg = await packageOf(name);
      const chosen = await versionOf(name, version);
      const rows = { ...reading(pkg, options), ...(batchRows === undefined ? {} : { batchRows }) };
      yield* predictWithModel(pkg, from.batches(rows) as AsyncIterable<Samples<unknown>>, {
        ...told,
        ...options,
        store: storeOf(name),
        version: chosen,
      });
    },
    async predictSourceInto(
      name: string,
      { version, source, ...options }: Omit<PredictIntoOptions, "store" | "version" | "source"> & Where & Reading,
    ) {
      const from = await sourceOf(name, source);
      return predictInto(await packageOf(name), from.unlabeled(), {
        ...told,
        ...options,
        source: from.name,
        store: storeOf(name),
        version: await versionOf(name, version),
      });
    },
    async versions(name: string) {
      return listVersions(storeOf(name), await packageOf(name));
    },
    records: async (name: string, version: string) =>
      loadRecords(storeOf(name), { name: (await packageOf(name)).name, version }),
  };
  return app as unknown as App<M>;
}

type Package = ModelPackage<unknown, unknown, object>;
