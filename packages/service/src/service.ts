import { logger, TandemError, type AnyImplementation, type EndpointType, type Json, type Storages } from "@tandem/core";
import type { ChangeReason, RouteRecord } from "@tandem/registry";
import type { Answer, Answers, Observer } from "./answer.ts";
import { askInParts } from "./ask-in-parts.ts";
import type { Batching } from "./batcher.ts";
import { noStorages } from "./no-storages.ts";
import type { Question } from "./question.ts";
import { Questions } from "./questions.ts";
import type { Route } from "./route.ts";
import { Served } from "./served.ts";
import type { Target, TargetState, Tuning } from "./target.ts";
import type { ThreadOptions } from "./threads/thread-options.ts";
import type { ModelSources } from "./tracked-model.ts";

export type { Answer, Answers, Observer, Outcome } from "./answer.ts";
export type { Question } from "./question.ts";

export interface ServiceOptions extends ModelSources {
  readonly implementations: readonly AnyImplementation[];
  /** Storages that implementations may open by name; default none. */
  readonly storages?: Storages;
  readonly batching?: Batching;
  /**
   * Most questions under way at one target; more are refused with `service/overloaded`. Of several processes each counts
   * its own. Default 1,000.
   */
  readonly maxWaiting?: number;
  /** Milliseconds for one answer where the route says nothing. Default 10,000. */
  readonly deadline?: number;
  /** Milliseconds between looks at the registry. Default 1,000; 0 for never. */
  readonly refresh?: number;
  /**
   * Told when the service starts of each target of a route that cannot be opened (`service/not-ready`); where it throws,
   * the service does not start. Default: nothing; it is logged.
   */
  readonly onNotReady?: (error: TandemError) => void;
  /** Implementations, by name, whose models predict in worker threads, so that a slow one never blocks the others. */
  readonly threads?: Readonly<Record<string, ThreadOptions>>;
  /** Implementations, by name, that are batched or limited otherwise than the rest. */
  readonly tuning?: Readonly<Record<string, Tuning>>;
}

/** Endpoint types, the implementations that answer them, and the routes between. Knows nothing of HTTP. */
export class ModelService {
  readonly #served = new Map<string, Served>();
  readonly #questions: Questions;
  #timer: ReturnType<typeof setInterval> | undefined;
  #refreshing: Promise<void> | undefined;

  private constructor(private readonly options: ServiceOptions) {
    this.#questions = new Questions((endpoint) => this.#need(endpoint), options.deadline ?? 10_000);
    for (const implementation of options.implementations) this.#add(implementation);
  }

  /**
   * Opens the targets of every route. One that cannot be opened is no reason not to start: it is not ready, its questions
   * go to the fallback or are refused with `service/not-ready`, and it is tried again at every look at the registry.
   * @throws TandemError `service/duplicate-implementation`, `service/not-ready` where a package that is to predict in
   * threads does not say its module, and what the registry throws that cannot be read
   */
  static async open(options: ServiceOptions): Promise<ModelService> {
    const service = new ModelService(options);
    try {
      await service.#start();
    } catch (error) {
      await service.close();
      throw error;
    }
    const every = options.refresh ?? 1_000;
    if (every > 0) service.#timer = setInterval(() => void service.refresh(), every).unref();
    return service;
  }

  get endpoints(): readonly EndpointType<unknown, unknown>[] {
    return [...this.#served.values()].map(({ type }) => type);
  }
  /** Whether it was told to take no more questions. */
  get draining(): boolean {
    return this.#questions.draining;
  }
  /** Whether it takes questions and every needed target can answer. */
  get ready(): boolean {
    return !this.#questions.draining && this.states.every(({ needed, unable }) => !needed || unable === undefined);
  }
  /** What the routes name, endpoint by endpoint. */
  get states(): readonly TargetState[] {
    return [...this.#served.values()].flatMap((served) => served.states());
  }
  /** Questions that are not answered yet. */
  get underWay(): number {
    return this.#questions.underWay;
  }

  implementations(endpoint: string): readonly AnyImplementation[] {
    return [...this.#need(endpoint).implementations.values()];
  }

  route(endpoint: string): Route {
    return this.#need(endpoint).route;
  }

  /** Epoch milliseconds at which the registry got the route that holds; 0 where it has none. */
  routeSince(endpoint: string): number {
    return this.#need(endpoint).since;
  }

  /** Every route the endpoint had, oldest first, with who changed it and why. */
  routeHistory(endpoint: string): Promise<readonly RouteRecord[]> {
    return this.options.registry.routes.history(this.#need(endpoint).type.name);
  }

  /** Targets that are open now, with the versions they answer with. */
  async targets(endpoint: string): Promise<readonly Target[]> {
    return this.#need(endpoint).targets();
  }

  /** Has a target open before it is asked. @throws TandemError `service/no-such-implementation`, `service/not-ready` */
  async load(endpoint: string, target: string): Promise<void> {
    await (await this.#need(endpoint).target(target)).able();
  }

  /** Closes what is open of an implementation and named by no route; it opens again when it is asked. */
  async unload(endpoint: string, implementation: string): Promise<void> {
    await this.#need(endpoint).release(implementation);
  }

  /** Calls `observer` with every outcome; returns what stops that. */
  observe(observer: Observer): () => void {
    return this.#questions.observers.add(observer);
  }

  /** Opens what a route names, then uses it and keeps it in the registry. @throws TandemError `service/bad-route`, `service/not-ready` */
  async setRoute(endpoint: string, route: Route, { author, why }: ChangeReason): Promise<void> {
    const served = this.#need(endpoint);
    const open = await served.prepare(route);
    await this.options.registry.routes.set(endpoint, route as unknown as Json, { author, why });
    served.use(route, open);
    await this.refresh();
  }

  /**
   * @throws TandemError `service/no-such-endpoint`, `service/draining`, `service/deadline`, `service/overloaded`,
   * `service/gone`, and what the implementation throws
   */
  ask(endpoint: string, input: unknown, question: Question): Promise<Answer> {
    return this.#questions.ask(endpoint, input, question);
  }

  /**
   * Answers to many inputs in order, as if each were a question of its own with the id `requestId/i`, but in few calls
   * where the implementation has `answerMany`. All take the same way through a split. The first failure fails them all.
   * @throws as {@link ask}
   */
  askMany(endpoint: string, inputs: readonly unknown[], question: Question): Promise<Answers> {
    const { key = question.requestId } = question;
    return this.#questions.during(endpoint, (served) =>
      askInParts(this.#questions, served, inputs, { ...question, key }),
    );
  }

  /** Follows routes and aliases in the registry; a route that cannot be used is logged and left as it was. */
  refresh(): Promise<void> {
    return (this.#refreshing ??= this.#follow().finally(() => (this.#refreshing = undefined)));
  }

  /** Takes no more questions and waits until those under way are answered, at most `milliseconds`. */
  async drain(milliseconds = 30_000): Promise<void> {
    this.#questions.draining = true;
    const end = Date.now() + milliseconds;
    while (this.underWay > 0 && Date.now() < end) await new Promise((done) => setTimeout(done, 10));
  }

  async close(): Promise<void> {
    this.#questions.draining = true;
    clearInterval(this.#timer);
    await this.#refreshing?.catch(() => undefined);
    for (const served of this.#served.values()) await served.close();
  }

  #add(implementation: AnyImplementation): void {
    const { storages = noStorages } = this.options;
    const { endpoint } = implementation;
    const served = this.#served.get(endpoint.name);
    if (served) served.add(implementation);
    else this.#served.set(endpoint.name, new Served(endpoint, implementation, { ...this.options, storages }));
  }

  #need(endpoint: string): Served {
    const served = this.#served.get(endpoint);
    if (!served) throw new TandemError("service/no-such-endpoint", { endpoint, known: [...this.#served.keys()] });
    return served;
  }

  async #start(): Promise<void> {
    for (const [endpoint, served] of this.#served)
      await served.start(await this.options.registry.routes.current(endpoint), (error) => {
        if (TandemError.is(error.cause, "service/no-module")) throw error;
        this.options.onNotReady?.(error);
        log.error("a target of the route is not ready", { endpoint, reason: error.message });
      });
  }

  async #follow(): Promise<void> {
    for (const [endpoint, served] of this.#served)
      try {
        await served.follow(await this.options.registry.routes.current(endpoint));
      } catch (error) {
        log.error("cannot follow the registry", { endpoint, reason: error instanceof Error ? error.message : error });
      }
  }
}

const log = logger("service");
