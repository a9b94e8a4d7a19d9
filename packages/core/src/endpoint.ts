import type { Awaitable } from "./awaitable.ts";
import { TandemError } from "./errors.ts";
import type { KeyValueStore } from "./key-value-store.ts";
import type { Logger } from "./logger.ts";
import type { AnyModelPackage, ModelPackage, TrainedModel } from "./model-package.ts";
import type { Prediction, Predictions } from "./predictions.ts";
import type { Signal } from "./run.ts";
import { samplesOf } from "./sample-rows.ts";
import type { Schema } from "./schema.ts";
import type { SearchStore } from "./search-store.ts";
import type { ArtifactStore } from "./store.ts";
import type { TableStore } from "./table-store.ts";

/** A typed question that live services ask; any number of implementations can answer it. */
export interface EndpointType<I, O> {
  readonly name: string;
  readonly input: Schema<I>;
  readonly output: Schema<O>;
  readonly description?: string;
}

/** @throws TandemError `model/bad-definition` */
export function defineEndpoint<I, O>(endpoint: EndpointType<I, O>): EndpointType<I, O> {
  checkName(endpoint.name, "endpoint");
  return endpoint;
}

/** Storages by their address (`redis/kv/user-vectors`), whatever technology they live in. */
export interface Storages {
  kv<V>(address: string): Promise<KeyValueStore<V>>;
  table<R>(address: string): Promise<TableStore<R>>;
  search<V>(address: string): Promise<SearchStore<V>>;
  blob(address: string): Promise<ArtifactStore>;
}

/** What an implementation is given when it is opened. */
export interface Surroundings {
  readonly storages: Storages;
  /** A model by package, at the version the service's registry names for it; it follows the alias when that moves. */
  model<D, L, O extends object>(pkg: ModelPackage<D, L, O>): Promise<Pick<TrainedModel<D, O>, "predict">>;
  readonly log: Logger;
}

/** What belongs to one question. */
export interface Asked {
  readonly requestId: string;
  /** Aborted when the deadline passed or the client went away. */
  readonly signal: Signal;
}

export interface Answering<I, O> {
  answer(input: I, asked: Asked): Awaitable<O>;
  /**
   * Answers of many inputs at once, in order, each as `answer` would give it. Without it, and where it throws, they are
   * asked one by one: leave it out where an input must not be answered twice.
   */
  answerMany?(inputs: readonly I[], asked: Asked): Awaitable<readonly O[]>;
  /** Why it cannot answer now, though it is open; undefined where it can. A service whose route names it is not ready. */
  readonly problem?: string | undefined;
  close?(): Awaitable<void>;
}

/** One way to answer an endpoint type. */
export interface Implementation<I, O> {
  readonly endpoint: EndpointType<I, O>;
  readonly name: string;
  /** Of the implementation itself; the models it uses have versions of their own. Default "1". */
  readonly version: string;
  readonly owner: string;
  /** The models it answers with, so that a service knows which versions are at work. */
  readonly models: readonly AnyModelPackage[];
  /** Called once before the first question; what it gives answers from then on. */
  open(surroundings: Surroundings): Awaitable<Answering<I, O>>;
}

/** Where implementations of all endpoint types meet: an input is checked by the endpoint's schema before it is answered. */
export type AnyImplementation = Implementation<unknown, unknown>;

export interface ImplementationDefinition<I, O> {
  readonly name: string;
  readonly version?: string;
  readonly owner?: string;
  readonly models?: readonly AnyModelPackage[];
  open(surroundings: Surroundings): Awaitable<Answering<I, O>>;
}

/** @throws TandemError `model/bad-definition` */
export function defineImplementation<I, O>(
  endpoint: EndpointType<I, O>,
  definition: ImplementationDefinition<I, O>,
): Implementation<I, O> {
  checkName(definition.name, "implementation");
  return { version: "1", owner: "", models: [], ...definition, endpoint };
}

/** The endpoint type every model answers: its raw record in, its prediction out. */
export function modelEndpoint<D, L, O extends object>(pkg: ModelPackage<D, L, O>): EndpointType<D, O> {
  return { name: pkg.name, input: pkg.sample, output: pkg.outcome };
}

/**
 * A model package as an implementation in one line; `from` and `to` translate where the endpoint's input and output are
 * not the model's own.
 *
 * ```ts
 * export const churnByTrees = implementModel(churnTrees, { endpoint: modelEndpoint(churn) });
 * ```
 */
export function implementModel<D, L, O extends object>(pkg: ModelPackage<D, L, O>): Implementation<D, O>;
export function implementModel<D, L, O extends object, I = D, A = O>(
  pkg: ModelPackage<D, L, O>,
  options: ModelImplementation<D, O, I, A>,
): Implementation<I, A>;
export function implementModel<D, L, O extends object, I, A>(
  pkg: ModelPackage<D, L, O>,
  options: Partial<ModelImplementation<D, O, I, A>> = {},
): Implementation<I, A> {
  const { endpoint = modelEndpoint(pkg) as unknown as EndpointType<I, A>, owner, name = pkg.name } = options;
  const from = options.from ?? ((input: I) => input as unknown as D);
  const to = options.to ?? (({ id: _id, ...outcome }: Prediction<O>) => outcome as unknown as A);
  return defineImplementation(endpoint, {
    name,
    ...(owner === undefined ? {} : { owner }),
    models: [pkg],
    async open({ model }) {
      const trained = await model(pkg);
      const answerMany = async (inputs: readonly I[], { requestId, signal }: Asked): Promise<readonly A[]> => {
        const samples = samplesOf(
          inputs.map((input, i) => ({ id: inputs.length === 1 ? requestId : `${requestId}/${i}`, data: from(input) })),
        );
        return Array.from(await trained.predict(samples, { signal }), to);
      };
      const first = (predictions: Predictions<O>): A => to(predictions.at(0));
      const answer = (input: I, { requestId, signal }: Asked): Promise<A> =>
        trained.predict(samplesOf([{ id: requestId, data: from(input) }]), { signal }).then(first);
      return { answer, answerMany };
    },
  });
}

export interface ModelImplementation<D, O, I, A> {
  readonly endpoint: EndpointType<I, A>;
  readonly name?: string;
  readonly owner?: string;
  readonly from?: (input: I) => D;
  readonly to?: (prediction: Prediction<O>) => A;
}

function checkName(name: string, what: string): void {
  if (/^[a-z][a-z0-9-]{0,63}$/.test(name)) return;
  throw new TandemError("model/bad-definition", {
    name,
    reason: `the name of an ${what} is 1 to 64 lower-case letters, digits and dashes and starts with a letter`,
  });
}
