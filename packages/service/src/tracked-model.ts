import {
  loadArtifact,
  logger,
  samplesOf,
  type AnyModelPackage,
  type ArtifactStore,
  type Awaitable,
  type Predictions,
  type Samples,
  type Signal,
} from "@tandem/core";
import type { RegisteredVersion, Registry } from "@tandem/registry";
import { threadedModel, type Predictor } from "./threads/threaded-model.ts";
import type { ThreadOptions } from "./threads/thread-options.ts";

export interface ModelSources {
  readonly registry: Registry;
  /** The store at an address that a registered version names. */
  readonly store: (address: string) => Awaitable<ArtifactStore>;
}

/** A version at work: it is closed when it is retired and its last prediction is done. */
class Held {
  readonly label: string;
  #using = 0;
  #retired = false;
  // made once, not for each prediction
  readonly #done = <T>(predictions: T): T => {
    this.#leave();
    return predictions;
  };
  readonly #failed = (error: unknown): never => {
    this.#leave();
    throw error;
  };

  constructor(
    readonly version: RegisteredVersion,
    private readonly trained: Predictor,
  ) {
    const { model, number, artifact } = version;
    this.label = `${model}@${number > 0 ? number : artifact}`; // one that is not registered has no number
  }

  predict(samples: Samples<unknown>, options?: { readonly signal?: Signal }): Promise<Predictions<object>> {
    this.#using++;
    return this.trained.predict(samples, options).then(this.#done, this.#failed);
  }

  async retire(): Promise<void> {
    this.#retired = true;
    if (this.#using === 0) await this.trained.close();
  }

  #leave(): void {
    if (--this.#using > 0 || !this.#retired) return;
    this.trained.close().catch((error: unknown) => log.error("a model could not be closed", { error: String(error) }));
  }
}

/**
 * The version of a model that a selector names, followed as the alias moves: the new version is loaded and warmed before
 * it takes over, the old one is closed when its last prediction is done. A failed load leaves the old one at work.
 */
export class TrackedModel {
  #held: Held | undefined;
  #closed = false;
  #refreshing: Promise<void> | undefined;
  /** Why the last look at the registry failed; undefined after a good one. */
  problem: string | undefined;

  constructor(
    private readonly pkg: AnyModelPackage,
    private readonly selector: string,
    private readonly sources: ModelSources,
    private readonly threads?: ThreadOptions,
  ) {}

  get version(): RegisteredVersion | undefined {
    return this.#held?.version;
  }
  /** The version as `churn@3`, by its artifact where it is not registered; empty before the first is loaded. */
  get label(): string {
    return this.#held?.label ?? "";
  }

  /** By the version at work now, which is kept open until it has answered. */
  predict(samples: Samples<unknown>, options?: { readonly signal?: Signal }): Promise<Predictions<object>> {
    const held = this.#held;
    if (!held) return Promise.reject(new Error(`${this.pkg.name}@${this.selector} was not loaded`));
    return held.predict(samples, options);
  }

  /** Looks at the registry and loads what the selector names now. @throws what the registry or the store throws */
  refresh(): Promise<void> {
    return (this.#refreshing ??= this.#follow().finally(() => (this.#refreshing = undefined)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#refreshing?.catch(() => undefined);
    const held = this.#held;
    this.#held = undefined;
    await held?.retire();
  }

  async #follow(): Promise<void> {
    if (this.#closed) return;
    try {
      const version = await this.sources.registry.versions.resolve(`${this.pkg.name}@${this.selector}`);
      const before = this.#held;
      if (before && before.version.artifact === version.artifact && before.version.number === version.number) return;
      const store = await this.sources.store(version.store);
      const trained = await this.#load(store, version.artifact);
      this.#held = new Held(version, trained);
      this.problem = undefined;
      log.info("model in service", {
        model: version.model,
        number: version.number,
        artifact: version.artifact,
        selector: this.selector,
      });
      await before?.retire();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  async #load(store: ArtifactStore, version: string): Promise<Predictor> {
    const artifact = await loadArtifact(store, { name: this.pkg.name, version });
    const predictor = this.threads
      ? threadedModel(this.pkg, artifact, this.threads)
      : ((await this.pkg.restore(artifact)) as Predictor);
    try {
      await predictor.predict(samplesOf([]));
      return predictor;
    } catch (error) {
      await predictor.close();
      throw error;
    }
  }
}

const log = logger("service.models");
