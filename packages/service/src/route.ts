import { sha256, TandemError, utf8Bytes } from "@tandem/core";

/** How the questions of an endpoint type are shared out; targets are written `implementation@alias`. */
export interface Route {
  /** Who answers what nothing else says. */
  readonly default: string;
  /** Shares by weight. Questions with the same key always go the same way while the weights stay. */
  readonly split?: Readonly<Record<string, number>>;
  /** Targets that are asked too and whose answers are only compared and logged. */
  readonly mirror?: readonly string[];
  /** A candidate whose share grows by steps while it does well, and falls to nothing when it does not. */
  readonly canary?: Canary;
  /** Who answers when the chosen target fails or is late. */
  readonly fallback?: string;
  /** Milliseconds for one answer; default the service's. */
  readonly deadline?: number;
}

export interface Canary {
  readonly target: string;
  /** Shares of the questions, rising, like [0.01, 0.1, 0.5]. After the last the candidate becomes the default. */
  readonly steps: readonly number[];
  /** Which step it is at now, from 0. */
  readonly step: number;
  /** Questions the candidate must answer before the next step. */
  readonly minAnswers: number;
  /** Highest share of failed answers. */
  readonly maxErrorRate: number;
  /** Highest ratio of the candidate's median latency to the default's. */
  readonly maxLatencyRatio: number;
  /** How far the candidate's live metric may lie below the default's; without it no metric is asked for. */
  readonly maxMetricLoss?: number | undefined;
}

/** @throws TandemError `service/bad-route` */
export function checkRoute(endpoint: string, route: Route, isTarget: (target: string) => boolean): Route {
  const bad = (reason: string) => new TandemError("service/bad-route", { endpoint, reason });
  const known = (target: string) => {
    if (!isTarget(target)) throw bad(`"${target}" names no implementation of this endpoint`);
  };
  if (typeof route !== "object" || route === null || typeof route.default !== "string")
    throw bad("it needs a default target");
  targetsOf(route).forEach(known);
  const weights = Object.values(route.split ?? {});
  if (
    weights.some((weight) => !(Number.isFinite(weight) && weight >= 0)) ||
    (route.split && weights.reduce((sum, weight) => sum + weight, 0) <= 0)
  )
    throw bad("weights are finite numbers from 0, and not all 0");
  if (route.deadline !== undefined && !(route.deadline > 0))
    throw bad("a deadline is a number of milliseconds above 0");
  if (route.canary) checkCanary(route.canary, bad);
  return route;
}

function checkCanary(
  { steps, step, minAnswers, maxErrorRate, maxLatencyRatio, maxMetricLoss = 0 }: Canary,
  bad: (reason: string) => TandemError,
): void {
  const rising =
    Array.isArray(steps) && steps.length > 0 && steps.every((share, i) => share > (steps[i - 1] ?? 0) && share <= 1);
  if (!rising) throw bad("the steps of a canary are shares that rise, from above 0 to at most 1");
  if (!Number.isInteger(step) || step < 0 || step >= steps.length)
    throw bad(`a canary's step is a number from 0 to ${steps.length - 1}`);
  if (!(maxMetricLoss >= 0)) throw bad("a canary's maxMetricLoss is a number from 0");
  if (!(minAnswers >= 1 && maxErrorRate >= 0 && maxErrorRate <= 1 && maxLatencyRatio > 0))
    throw bad("a canary needs minAnswers, maxErrorRate in [0, 1] and maxLatencyRatio above 0");
}

/** Every target that a route names, each once. */
export function targetsOf({ default: first, split = {}, mirror = [], canary, fallback }: Route): readonly string[] {
  const names = [first, ...Object.keys(split), ...mirror, canary?.target, fallback];
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** The target for a question; `draw` is in [0, 1) and the same for the same key. */
export function chooseTarget(route: Route, draw: number): string {
  const { canary, split } = route;
  if (canary) {
    const share = canary.steps[canary.step]!;
    if (draw < share) return canary.target;
    draw = (draw - share) / (1 - share);
  }
  if (!split) return route.default;
  const entries = Object.entries(split);
  let rest = draw * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [target, weight] of entries) {
    if (rest < weight) return target;
    rest -= weight;
  }
  return entries.filter(([, weight]) => weight > 0).at(-1)![0];
}

/** The draw of a key: the first 52 bits of its SHA-256 as a fraction. */
export function drawOf(endpoint: string, key: string): number {
  return parseInt(sha256(utf8Bytes(`${endpoint}\0${key}`)).slice(0, 13), 16) / 2 ** 52;
}
