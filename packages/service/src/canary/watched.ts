import type { Outcome } from "../answer.ts";
import type { Canary, Route } from "../route.ts";
import { formatTarget, parseTarget } from "../target-name.ts";
import { report } from "./across-processes.ts";
import { Counts } from "./counts.ts";

export type Canaried = Route & { readonly canary: Canary };
export const isCanaried = (route: Route): route is Canaried => route.canary !== undefined;

export const titleOf = (target: string): string => formatTarget(parseTarget(target));

/** Milliseconds between reports of one of several processes. */
const REPORT_EVERY = 100;

/** What this process counted since a route with a canary holds; a route that is changed begins anew. */
export class Watched {
  readonly candidate = new Counts();
  readonly champion = new Counts();
  readonly #titles: { readonly candidate: string; readonly champion: string };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly endpoint: string,
    private readonly key: string,
    readonly route: Canaried,
  ) {
    this.#titles = { candidate: titleOf(route.canary.target), champion: titleOf(route.default) };
  }

  /** Whether it was the candidate that answered. */
  add(outcome: Outcome): boolean {
    const { title } = outcome.target;
    if (title === this.#titles.champion) this.champion.add(outcome);
    if (title !== this.#titles.candidate) return false;
    this.candidate.add(outcome);
    return true;
  }

  reportSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const { endpoint, key, candidate, champion } = this;
      report({ endpoint, key, candidate: candidate.data(), champion: champion.data() });
    }, REPORT_EVERY).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
