import {
  isPromise,
  logger,
  TandemError,
  type AnyImplementation,
  type AnyModelPackage,
  type Answering,
  type ModelPackage,
  type Storages,
  type TrainedModel,
} from "@tandem/core";
import type { RegisteredVersion } from "@tandem/registry";
import { Batcher, type Batching } from "./batcher.ts";
import { Deadline, type LeavingSignal } from "./deadline.ts";
import type { Question } from "./question.ts";
import { formatTarget, type TargetName } from "./target-name.ts";
import type { ThreadOptions } from "./threads/thread-options.ts";
import { TrackedModel, type ModelSources } from "./tracked-model.ts";

export interface TargetOptions extends ModelSources {
  readonly storages: Storages;
  readonly batching?: Batching;
  /** Most questions under way at once; more are refused with `service/overloaded`. Default 1,000. */
  readonly maxWaiting?: number;
  readonly threads?: Readonly<Record<string, ThreadOptions>>;
  readonly tuning?: Readonly<Record<string, Tuning>>;
}

/** How one implementation is asked, in place of what holds for all. */
export interface Tuning {
  readonly batching?: Batching;
  readonly maxWaiting?: number;
  /** Milliseconds for one answer where the route says nothing. */
  readonly deadline?: number;
  /** The service is ready though this one cannot answer. Default false. */
  readonly optional?: boolean;
}

/** A target that a route names, as it is now. */
export interface TargetState {
  readonly endpoint: string;
  readonly target: string;
  readonly version: string;
  /** Why it cannot answer; undefined where it can. */
  readonly unable: string | undefined;
  /** Whether the service is ready only with it: it may be chosen to answer, and is not optional. */
  readonly needed: boolean;
}

/** An implementation at work with the versions of its models that one selector names. */
export class Target {
  readonly title: string;
  readonly #models = new Map<AnyModelPackage, TrackedModel>();
  readonly #maxWaiting: number;
  readonly tuning: Tuning;
  #answering: Answering<unknown, unknown> | undefined;
  #batcher: Batcher<unknown, unknown> | undefined;
  #waiting = 0;
  #closed = false;
  /** Why it could not be opened, from then until it is. */
  #reason: string | undefined;
  #opening: Promise<this> | undefined;
  readonly #ended = (): void => void this.#waiting--;
  readonly #together: boolean;

  constructor(
    readonly implementation: AnyImplementation,
    readonly name: TargetName,
    private readonly options: TargetOptions,
  ) {
    this.title = formatTarget(name);
    this.tuning = options.tuning?.[implementation.name] ?? {};
    this.#maxWaiting = this.tuning.maxWaiting ?? options.maxWaiting ?? 1_000;
    this.#together = implementation.models.every(({ traits }) => traits.rowIndependent);
  }

  /** Versions of the models at work now. */
  get versions(): readonly RegisteredVersion[] {
    return [...this.#models.values()].flatMap(({ version }) => version ?? []);
  }
  /** Those versions as a text, `churn@3`, the models in the order they were asked for. */
  get versionText(): string {
    let text = "";
    for (const { label } of this.#models.values()) text = text === "" ? label : `${text}, ${label}`;
    return text;
  }
  /** Questions whose work has not ended. */
  get waiting(): number {
    return this.#waiting;
  }
  /** Why it cannot answer now; undefined where it can. */
  get unable(): string | undefined {
    return this.#answering ? this.#answering.problem : (this.#reason ?? "it is closed");
  }
  /** Whether it was never opened, as that failed. */
  get held(): boolean {
    return this.#reason !== undefined;
  }
  /** Why newer versions of its models could not be loaded; it answers with those it has. */
  get problem(): string | undefined {
    return [...this.#models.values()].find(({ problem }) => problem !== undefined)?.problem;
  }

  /** Loads its models and opens the implementation. @throws TandemError `service/not-ready` */
  async open(): Promise<this> {
    try {
      const answering = await this.implementation.open({
        storages: this.options.storages,
        model: (pkg) => this.#model(pkg),
        log: logger(`service.${this.name.implementation}`),
      });
      this.#answering = answering as Answering<unknown, unknown>;
    } catch (error) {
      await this.#shut();
      this.#models.clear(); // so that another attempt loads them anew
      const reason = (this.#reason = error instanceof Error ? error.message : String(error));
      throw new TandemError("service/not-ready", { target: this.title, reason }, { cause: error });
    }
    this.#reason = undefined;
    if (this.#closed) await this.#shut();
    const batching = this.tuning.batching ?? this.options.batching ?? {};
    if (this.answersMany && (batching.maxSize ?? 1) > 1)
      this.#batcher = new Batcher(this.title, (inputs, asked) => this.#opened().answerMany!(inputs, asked), batching);
    return this;
  }

  /** As {@link open}. Where that fails it refuses questions with `service/not-ready` until a {@link refresh} opens it. */
  async hold(onFailure: (error: TandemError) => void): Promise<this> {
    try {
      return await this.open();
    } catch (error) {
      onFailure(error as TandemError);
      return this;
    }
  }

  /** Tries again at once where it could not be opened. @throws TandemError `service/not-ready` */
  async able(): Promise<this> {
    if (!this.held) return this;
    return (this.#opening ??= this.open().finally(() => (this.#opening = undefined)));
  }

  /** Whether many inputs can be answered in one call and get the answers that they would get alone. */
  get answersMany(): boolean {
    return this.#together && this.#answering?.answerMany !== undefined;
  }
  /** Calls that can be worked on at the same time. */
  get parallel(): number {
    return this.options.threads?.[this.implementation.name]?.count ?? 1;
  }
  /** How many questions may be under way at once. */
  get room(): number {
    return this.#maxWaiting;
  }

  /**
   * A question under way counts until its work ends, also where nobody waits for it any more.
   * @throws TandemError `service/overloaded`, `service/deadline`, `service/gone`, and what the implementation throws
   */
  ask(input: unknown, { requestId, signal }: Question, milliseconds: number): Promise<unknown> {
    return this.#timed(milliseconds, signal, (deadline) => {
      const asked = { requestId, signal: deadline };
      return this.#batcher ? this.#batcher.ask(input, asked) : this.#opened().answer(input, asked);
    });
  }

  /**
   * Many inputs in one call, which counts as one question; only where {@link answersMany}.
   * @throws TandemError as {@link ask}, and `service/bad-answer` unless there is an answer to each
   */
  async askMany(
    inputs: readonly unknown[],
    { requestId, signal }: Question,
    milliseconds: number,
  ): Promise<readonly unknown[]> {
    const outputs = (await this.#timed(milliseconds, signal, (deadline) =>
      this.#opened().answerMany!(inputs, { requestId, signal: deadline }),
    )) as readonly unknown[];
    if (outputs.length === inputs.length) return outputs;
    const reason = `${outputs.length} answers to ${inputs.length} questions`;
    throw new TandemError("service/bad-answer", { target: this.title, reason });
  }

  #timed(milliseconds: number, leaving: LeavingSignal | undefined, begin: (deadline: Deadline) => unknown) {
    if (this.#waiting >= this.#maxWaiting)
      return Promise.reject(new TandemError("service/overloaded", { target: this.title, waiting: this.#waiting }));
    const deadline = new Deadline(this.title, milliseconds, leaving);
    try {
      deadline.throwIfAborted();
      const work = begin(deadline);
      if (!isPromise(work)) return Promise.resolve(work);
      this.#waiting++;
      return deadline.race(work, this.#ended);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  #opened(): Answering<unknown, unknown> {
    if (this.#answering) return this.#answering;
    if (this.#reason === undefined) throw new TandemError("service/draining", {});
    throw new TandemError("service/not-ready", { target: this.title, reason: this.#reason });
  }

  /** Follows its aliases; a failure is kept in `problem` and the versions at work stay. Tries again to open what is held. */
  async refresh(): Promise<void> {
    if (this.held) await this.able().catch(() => undefined);
    await Promise.all([...this.#models.values()].map((model) => model.refresh().catch(() => undefined)));
  }

  /** Closes once what is under way has ended. */
  async retire(): Promise<void> {
    while (this.#waiting > 0) await new Promise((done) => setTimeout(done, 50));
    await this.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#shut();
  }

  async #shut(): Promise<void> {
    const answering = this.#answering;
    this.#answering = undefined;
    await answering?.close?.();
    for (const model of this.#models.values()) await model.close();
  }

  async #model<D, L, O extends object>(pkg: ModelPackage<D, L, O>): Promise<Pick<TrainedModel<D, O>, "predict">> {
    let tracked = this.#models.get(pkg);
    if (!tracked) {
      const threads = this.options.threads?.[this.implementation.name];
      tracked = new TrackedModel(pkg, this.name.selector, this.options, threads);
      this.#models.set(pkg, tracked);
    }
    if (!tracked.version) await tracked.refresh();
    return tracked as unknown as Pick<TrainedModel<D, O>, "predict">;
  }
}
