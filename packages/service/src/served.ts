import { logger, TandemError, type AnyImplementation, type EndpointType, type Json } from "@tandem/core";
import type { RouteRecord } from "@tandem/registry";
import { checkRoute, targetsOf, type Route } from "./route.ts";
import { CHAMPION, formatTarget, parseTarget } from "./target-name.ts";
import { Target, type TargetOptions, type TargetState } from "./target.ts";

/** Targets that no route names and that clients asked for; beyond them the one not asked for longest is closed. */
const MOST_UNROUTED = 8;

/** One endpoint type as it is served: its implementations, its route and the targets that are open. */
export class Served {
  readonly implementations = new Map<string, AnyImplementation>();
  /** By title, with the time at which it was last looked up. */
  readonly #opened = new Map<string, { readonly target: Promise<Target>; used: number }>();
  /** Open targets by the texts of the route, so that a routed question looks up nothing but its target. */
  readonly #routed = new Map<string, Target>();
  #route: Route;
  #seen: string | undefined;
  #since = 0;

  constructor(
    readonly type: EndpointType<unknown, unknown>,
    first: AnyImplementation,
    private readonly options: TargetOptions,
  ) {
    this.#route = { default: `${first.name}@${CHAMPION}` };
    this.add(first);
  }

  get route(): Route {
    return this.#route;
  }
  /** Epoch milliseconds at which the registry got the route; 0 where it has none. */
  get since(): number {
    return this.#since;
  }

  /** @throws TandemError `service/duplicate-implementation` */
  add(implementation: AnyImplementation): void {
    const { name } = implementation;
    if (this.implementations.has(name))
      throw new TandemError("service/duplicate-implementation", { endpoint: this.type.name, implementation: name });
    this.implementations.set(name, implementation);
  }

  /** The open target of a route's text; undefined where it has to be opened first. */
  routed(text: string): Target | undefined {
    return this.#routed.get(text);
  }

  /** As it is, where a route holds it and it could not be opened. @throws TandemError `service/no-such-implementation`, `service/not-ready` */
  target(text: string): Promise<Target> {
    const name = parseTarget(text);
    const title = formatTarget(name);
    const implementation = this.implementations.get(name.implementation);
    if (!implementation || (implementation.models.length === 0 && name.selector !== CHAMPION))
      throw this.#unknown(text);
    const known = this.#opened.get(title);
    if (known) {
      known.used = performance.now();
      return known.target;
    }
    const target = new Target(implementation, name, this.options).open();
    this.#opened.set(title, { target, used: performance.now() });
    target.catch(() => this.#opened.delete(title));
    this.#closeUnrouted();
    return target;
  }

  /** Opens and warms what a route names. @throws TandemError `service/bad-route`, `service/not-ready` */
  async prepare(route: Route): Promise<ReadonlyMap<string, Target>> {
    checkRoute(this.type.name, route, (target) => this.implementations.has(parseTarget(target).implementation));
    const open = new Map<string, Target>();
    for (const text of targetsOf(route)) open.set(text, await (await this.target(text)).able());
    return open;
  }

  /**
   * Takes up the route of the registry, or its own without one, as far as it goes: a target that cannot be opened refuses
   * its questions until it can. `onFailure` is told of each, and what it throws is thrown.
   */
  async start(record: RouteRecord | undefined, onFailure: (error: TandemError) => void): Promise<void> {
    if (record) this.#see(record);
    const route = record ? routeOf(record) : this.#route;
    const open = new Map<string, Target>();
    const bad = unusable(this.type.name, route);
    if (bad) {
      const { default: first } = this.#route;
      return this.use(this.#route, open.set(first, await this.#never(first, bad).hold(onFailure)));
    }
    for (const text of targetsOf(route)) open.set(text, await this.#held(text, onFailure));
    this.use(route, open);
  }

  /** Takes a route whose targets are open; from the next question on it holds. */
  use(route: Route, open: ReadonlyMap<string, Target>): void {
    this.#forget(new Set(open.values()));
    this.#route = route;
    this.#routed.clear();
    for (const [text, target] of open) this.#routed.set(text, target);
  }

  /** Follows the route in the registry and the aliases of every open target. @throws what a route that cannot be used throws */
  async follow(record: RouteRecord | undefined): Promise<void> {
    try {
      if (!record || seenAs(record) === this.#seen) return;
      const route = routeOf(record);
      this.use(route, await this.prepare(route));
      this.#see(record);
      log.info("route in use", { endpoint: this.type.name, route, author: record.author, why: record.why });
    } finally {
      await Promise.all((await this.targets()).map((target) => target.refresh()));
    }
  }

  /** Targets that are open now. */
  async targets(): Promise<readonly Target[]> {
    const opened = await Promise.all([...this.#opened.values()].map(({ target }) => target.catch(() => undefined)));
    return opened.filter((target) => target !== undefined);
  }

  /** The targets of the route, each once. */
  states(): readonly TargetState[] {
    const { default: first, split, canary } = this.#route;
    const chosen = new Set([split ? undefined : first, canary?.target]);
    for (const [text, weight] of Object.entries(split ?? {})) if (weight > 0) chosen.add(text);
    return [...this.#routed].map(([text, target]) => ({
      endpoint: this.type.name,
      target: target.title,
      version: target.versionText,
      unable: target.unable,
      needed: chosen.has(text) && target.tuning.optional !== true,
    }));
  }

  /** Closes the open targets of an implementation that no route names. */
  async release(implementation: string): Promise<void> {
    const routed = new Set([...this.#routed.values()].map(({ title }) => title));
    for (const target of await this.targets()) {
      if (target.name.implementation !== implementation || routed.has(target.title)) continue;
      this.#opened.delete(target.title);
      await target.retire();
    }
  }

  async close(): Promise<void> {
    const open = await this.targets();
    this.#opened.clear();
    this.#routed.clear();
    for (const target of open) await target.close();
  }

  #see(record: RouteRecord): void {
    this.#seen = seenAs(record);
    this.#since = record.at;
  }

  #held(text: string, onFailure: (error: TandemError) => void): Promise<Target> {
    const name = parseTarget(text);
    const [title, implementation] = [formatTarget(name), this.implementations.get(name.implementation)];
    if (!implementation) return this.#never(text, this.#unknown(text)).hold(onFailure);
    const known = this.#opened.get(title);
    if (known) return known.target;
    const target = new Target(implementation, name, this.options).hold(onFailure);
    this.#opened.set(title, { target, used: performance.now() });
    return target;
  }

  /** A target that cannot be opened, and why. */
  #never(text: string, error: Error): Target {
    const name = parseTarget(text);
    const open = () => Promise.reject(error);
    const implementation = { endpoint: this.type, name: name.implementation, version: "", owner: "", models: [], open };
    return new Target(implementation, name, this.options);
  }

  /** Lets go of what the route held, could never be opened and is not kept. */
  #forget(kept: ReadonlySet<Target>): void {
    for (const target of this.#routed.values()) {
      const { implementation, title } = target;
      const own = this.implementations.get(implementation.name) === implementation;
      if (!own || !target.held || kept.has(target)) continue;
      this.#opened.delete(title);
      void target.close();
    }
  }

  #closeUnrouted(): void {
    const routed = new Set([...this.#routed.values()].map(({ title }) => title));
    const unrouted = [...this.#opened].filter(([title]) => !routed.has(title)).sort(([, a], [, b]) => b.used - a.used);
    for (const [title, { target }] of unrouted.slice(MOST_UNROUTED)) {
      this.#opened.delete(title);
      void target.then(
        (open) => open.retire(),
        () => undefined,
      );
    }
  }

  #unknown(implementation: string): TandemError {
    const known = [...this.implementations.keys()];
    return new TandemError("service/no-such-implementation", { endpoint: this.type.name, implementation, known });
  }
}

function routeOf({ route }: RouteRecord): Route {
  return route as Json as unknown as Route;
}

/** Why nothing can be made of a route, whoever it names; what the registry keeps may be anything. */
function unusable(endpoint: string, route: Route): Error | undefined {
  try {
    checkRoute(endpoint, route, (target) => typeof target === "string");
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function seenAs({ at, route }: RouteRecord): string {
  return `${at} ${JSON.stringify(route)}`;
}

const log = logger("service.routes");
