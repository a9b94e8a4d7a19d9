import {
  loadArtifact,
  logger,
  samplesOf,
  type AnyModelPackage,
  type ArtifactStore,
  type Awaitable,
  type Samples,
} from "@tandem/core";
import type { RegisteredVersion, Registry } from "@tandem/registry";
import { threadedModel, type Predictor } from "./threads/threaded-model.ts";
import type { ThreadOptions } from "./threads/thread-options.ts";

export interface ModelSources {
  readonly registry: Registry;
  /** The store at an address that a registered version names. */
  readonly store: (address: string) => Awaitable<ArtifactStore>;
}

interface Held {
  readonly version: RegisteredVersion;
  readonly label: string;
  readonly trained: Predictor;
  using: number;
  retired: boolean;
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
  /** The version as `churn@3`; empty before the first is loaded. */
  get label(): string {
    return this.#held?.label ?? "";
  }

  async predict(
    samples: Samples<unknown>,
    options?: { readonly signal?: { readonly aborted: boolean; readonly reason: unknown; throwIfAborted(): void } },
  ) {
    const held = this.#held;
    if (!held) throw new Error(`${this.pkg.name}@${this.selector} was not loaded`);
    held.using++;
    try {
      return await held.trained.predict(samples, options);
    } finally {
      held.using--;
      if (held.retired && held.using === 0) await held.trained.close();
    }
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
    if (held) await this.#retire(held);
  }

  async #follow(): Promise<void> {
    if (this.#closed) return;
    try {
      const version = await this.sources.registry.versions.resolve(`${this.pkg.name}@${this.selector}`);
      const before = this.#held;
      if (before && before.version.artifact === version.artifact && before.version.number === version.number) return;
      const store = await this.sources.store(version.store);
      const trained = await this.#load(store, version.artifact);
      this.#held = { version, label: `${version.model}@${version.number}`, trained, using: 0, retired: false };
      this.problem = undefined;
      log.info("model in service", {
        model: version.model,
        number: version.number,
        artifact: version.artifact,
        selector: this.selector,
      });
      if (before) await this.#retire(before);
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

  async #retire(held: Held): Promise<void> {
    held.retired = true;
    if (held.using === 0) await held.trained.close();
  }
}

const log = logger("service.models");
