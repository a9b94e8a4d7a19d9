import { TandemError, type AnyImplementation, type EndpointType, type Json, type Storages } from "@tandem/core";
import type { ChangeReason, RouteRecord } from "@tandem/registry";
import type { Batching } from "./batcher.ts";
import { Deadline } from "./deadline.ts";
import { noStorages } from "./no-storages.ts";
import { checkRoute, chooseTarget, drawOf, type Route } from "./route.ts";
import { CHAMPION, formatTarget, parseTarget } from "./target-name.ts";
import { Target } from "./target.ts";
import type { ModelSources } from "./tracked-model.ts";

export interface ServiceOptions extends ModelSources {
  readonly implementations: readonly AnyImplementation[];
  /** Storages that implementations may open by name; default none. */
  readonly storages?: Storages;
  readonly batching?: Batching;
  readonly maxWaiting?: number;
  /** Milliseconds for one answer where the route says nothing. Default 10,000. */
  readonly deadline?: number;
  /** Milliseconds between looks at the registry. Default 1,000; 0 for never. */
  readonly refresh?: number;
}

export interface Question {
  readonly requestId: string;
  /** Target to ask, instead of whom the route chooses. */
  readonly implementation?: string | undefined;
  /** Questions with the same key are routed alike; default by chance. */
  readonly key?: string | undefined;
}

export interface Answer {
  readonly output: unknown;
  readonly target: Target;
  /** True where the chosen target failed and the fallback answered. */
  readonly fellBack: boolean;
}

/** What became of one question at one target; observers get it after the answer was sent. */
export interface Outcome {
  readonly endpoint: string;
  readonly target: Target;
  readonly requestId: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly milliseconds: number;
  readonly role: "answer" | "fallback" | "mirror";
}
export type Observer = (outcome: Outcome) => void;

interface Served {
  readonly type: EndpointType<unknown, unknown>;
  readonly implementations: Map<string, AnyImplementation>;
  route: Route;
  /** Entry time of the route as the registry has it; undefined for the one made up at the start. */
  routeAt: number | undefined;
}

/** Endpoint types, the implementations that answer them, and the routes between. Knows nothing of HTTP. */
export class ModelService {
  readonly #served = new Map<string, Served>();
  readonly #targets = new Map<string, Promise<Target>>();
  readonly #observers: Observer[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #draining = false;
  #underWay = 0;

  private constructor(private readonly options: ServiceOptions) {
    for (const implementation of options.implementations) this.#add(implementation);
  }

  /** Opens the targets of every route. @throws TandemError `service/not-ready`, `service/bad-route`, `service/duplicate-implementation` */
  static async open(options: ServiceOptions): Promise<ModelService> {
    const service = new ModelService(options);
    try {
      await service.refresh();
      for (const [endpoint, { route }] of service.#served) await service.#openAll(endpoint, route);
    } catch (error) {
      await service.close();
      throw error;
    }
    const every = options.refresh ?? 1_000;
    if (every > 0) service.#timer = setInterval(() => void service.refresh().catch(() => undefined), every).unref();
    return service;
  }

  get endpoints(): readonly EndpointType<unknown, unknown>[] {
    return [...this.#served.values()].map(({ type }) => type);
  }
  get ready(): boolean {
    return !this.#draining;
  }

  implementations(endpoint: string): readonly AnyImplementation[] {
    return [...this.#need(endpoint).implementations.values()];
  }

  route(endpoint: string): Route {
    return this.#need(endpoint).route;
  }

  /** Every route the endpoint had, oldest first, with who changed it and why. */
  routeHistory(endpoint: string): Promise<readonly RouteRecord[]> {
    return this.options.registry.routes.history(this.#need(endpoint).type.name);
  }

  /** Targets that are open now, with the versions they answer with. */
  async targets(endpoint: string): Promise<readonly Target[]> {
    const open = await Promise.all(
      [...this.#targets]
        .filter(([key]) => key.startsWith(`${endpoint}/`))
        .map(([, target]) => target.catch(() => undefined)),
    );
    return open.filter((target) => target !== undefined);
  }

  observe(observer: Observer): void {
    this.#observers.push(observer);
  }

  /** Opens what a route names, then uses it and keeps it in the registry. @throws TandemError `service/bad-route`, `service/not-ready` */
  async setRoute(endpoint: string, route: Route, reason: ChangeReason): Promise<void> {
    const served = this.#need(endpoint);
    checkRoute(endpoint, route, (target) => served.implementations.has(parseTarget(target).implementation));
    await this.#openAll(endpoint, route);
    await this.options.registry.routes.set(endpoint, route as unknown as Json, reason);
    served.route = route;
    await this.refresh();
  }

  /** @throws TandemError `service/no-such-endpoint`, `service/draining`, `service/deadline`, `service/overloaded`, and what the implementation throws */
  async ask(endpoint: string, input: unknown, question: Question): Promise<Answer> {
    if (this.#draining) throw new TandemError("service/draining", {});
    const { route } = this.#need(endpoint);
    this.#underWay++;
    try {
      const draw = question.key === undefined ? Math.random() : drawOf(endpoint, question.key);
      const chosen = question.implementation ?? chooseTarget(route, draw);
      if (route.mirror && question.implementation === undefined) this.#mirror(endpoint, route.mirror, input, question);
      try {
        return { ...(await this.#answer(endpoint, chosen, input, question, "answer", route)), fellBack: false };
      } catch (error) {
        if (route.fallback === undefined || question.implementation !== undefined || route.fallback === chosen)
          throw error;
        return {
          ...(await this.#answer(endpoint, route.fallback, input, question, "fallback", route)),
          fellBack: true,
        };
      }
    } finally {
      this.#underWay--;
    }
  }

  /** Follows routes and aliases in the registry; a route that cannot be used is left as it was. */
  async refresh(): Promise<void> {
    for (const [endpoint, served] of this.#served) {
      const record = await this.options.registry.routes.current(endpoint);
      if (!record || record.at === served.routeAt) continue;
      const route = record.route as unknown as Route;
      checkRoute(endpoint, route, (target) => served.implementations.has(parseTarget(target).implementation));
      await this.#openAll(endpoint, route);
      served.route = route;
      served.routeAt = record.at;
    }
    for (const target of this.#targets.values())
      await target.then(
        (open) => open.refresh(),
        () => undefined,
      );
  }

  /** Takes no more questions and waits until those under way are answered, at most `milliseconds`. */
  async drain(milliseconds = 30_000): Promise<void> {
    this.#draining = true;
    const end = Date.now() + milliseconds;
    while (this.#underWay > 0 && Date.now() < end) await new Promise((done) => setTimeout(done, 10));
  }

  async close(): Promise<void> {
    this.#draining = true;
    clearInterval(this.#timer);
    for (const target of this.#targets.values())
      await target.then(
        (open) => open.close(),
        () => undefined,
      );
    this.#targets.clear();
  }

  #add(implementation: AnyImplementation): void {
    const { endpoint, name } = implementation;
    let served = this.#served.get(endpoint.name);
    if (!served)
      this.#served.set(
        endpoint.name,
        (served = {
          type: endpoint,
          implementations: new Map(),
          route: { default: `${name}@${CHAMPION}` },
          routeAt: undefined,
        }),
      );
    if (served.implementations.has(name))
      throw new TandemError("service/duplicate-implementation", { endpoint: endpoint.name, implementation: name });
    served.implementations.set(name, implementation);
  }

  #need(endpoint: string): Served {
    const served = this.#served.get(endpoint);
    if (!served) throw new TandemError("service/no-such-endpoint", { endpoint, known: [...this.#served.keys()] });
    return served;
  }

  async #openAll(endpoint: string, route: Route): Promise<void> {
    const names = [
      route.default,
      ...Object.keys(route.split ?? {}),
      ...(route.mirror ?? []),
      route.canary?.target,
      route.fallback,
    ];
    for (const name of new Set(names)) if (name !== undefined) await this.#target(endpoint, name);
  }

  #target(endpoint: string, text: string): Promise<Target> {
    const name = parseTarget(text);
    const key = `${endpoint}/${formatTarget(name)}`;
    let target = this.#targets.get(key);
    if (!target) {
      const { implementations } = this.#need(endpoint);
      const implementation = implementations.get(name.implementation);
      if (!implementation)
        throw new TandemError("service/no-such-implementation", {
          endpoint,
          implementation: text,
          known: [...implementations.keys()],
        });
      const { storages = noStorages } = this.options;
      target = new Target(implementation, name, { ...this.options, storages }).open();
      target.catch(() => this.#targets.delete(key));
      this.#targets.set(key, target);
    }
    return target;
  }

  async #answer(
    endpoint: string,
    name: string,
    input: unknown,
    { requestId }: Question,
    role: Outcome["role"],
    route: Route,
  ): Promise<{ readonly output: unknown; readonly target: Target }> {
    const target = await this.#target(endpoint, name);
    const began = performance.now();
    const deadline = new Deadline(target.title, route.deadline ?? this.options.deadline ?? 10_000);
    const tell = (result: { readonly output: unknown } | { readonly error: unknown }) => {
      if (this.#observers.length === 0) return;
      const outcome: Outcome = {
        endpoint,
        target,
        requestId,
        input,
        role,
        milliseconds: performance.now() - began,
        ...result,
      };
      for (const observer of this.#observers) observer(outcome);
    };
    try {
      const output = await deadline.race(target.answer(input, { requestId, signal: deadline }));
      tell({ output });
      return { output, target };
    } catch (error) {
      tell({ error });
      throw error;
    }
  }

  #mirror(endpoint: string, targets: readonly string[], input: unknown, question: Question): void {
    for (const name of targets)
      void this.#answer(endpoint, name, input, question, "mirror", this.#need(endpoint).route).catch(() => undefined);
  }
}
