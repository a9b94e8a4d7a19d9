import { logger, TandemError } from "@tandem/core";
import type { Outcome } from "../answer.ts";
import type { Canary, Route } from "../route.ts";
import type { ModelService } from "../service.ts";
import { isSupervised, onTotals, type CanaryCounts } from "./across-processes.ts";
import { Counts } from "./counts.ts";
import { judge, type Verdict } from "./judge.ts";
import { isCanaried, titleOf, Watched, type Canaried } from "./watched.ts";

export interface CanaryOptions {
  /** The live metric of a target, higher is better; undefined while it is not known. Asked when all else is well. */
  readonly metric?: (endpoint: string, target: string) => Promise<number | undefined>;
  /** Who changes routes, as the history says. Default "canary". */
  readonly author?: string;
  /** Told of every change of a route, after it was made. */
  readonly onVerdict?: (endpoint: string, verdict: Verdict, route: Route) => void;
}

/**
 * Lets every canary step up, become the default or fall back by how it does, changing routes through the registry with
 * the reason. Only questions that the route shared out count. Below `supervise` the answers of all its processes count
 * together, and one process judges; services that share no supervisor count for themselves. Returns what stops watching.
 */
export function watchCanaries(service: ModelService, options: CanaryOptions = {}): () => void {
  const watched = new Map<string, Watched>();
  const judging = new Set<string>();
  const consider = (route: Canaried, endpoint: string, candidate: Counts, champion: Counts) => {
    if (judging.has(endpoint)) return;
    judging.add(endpoint);
    void decide(service, endpoint, route, candidate, champion, options)
      .catch((error: unknown) => log.error("the canary could not be moved", { reason: String(error) }))
      .finally(() => judging.delete(endpoint));
  };
  const supervised = isSupervised();
  const stopObserving = service.observe((outcome) => {
    const { endpoint } = outcome;
    const counts = watchedOf(service, watched, outcome);
    if (!counts) return;
    const isCandidate = counts.add(outcome);
    if (supervised) counts.reportSoon();
    else if (isCandidate) consider(counts.route, endpoint, counts.candidate, counts.champion);
  });
  const onAll = ({ endpoint, key, candidate, champion }: CanaryCounts) => {
    const route = service.route(endpoint);
    if (!isCanaried(route) || keyOf(service, endpoint) !== key) return;
    consider(route, endpoint, Counts.sum([candidate]), Counts.sum([champion]));
  };
  const stopHearing = supervised ? onTotals(onAll) : undefined;
  return () => {
    stopObserving();
    stopHearing?.();
    for (const counts of watched.values()) counts.stop();
  };
}

/** What the answer counts for; undefined where it says nothing of a canary. */
function watchedOf(service: ModelService, watched: Map<string, Watched>, outcome: Outcome): Watched | undefined {
  const { endpoint, role, question, error } = outcome;
  if (role !== "answer" || question.implementation !== undefined) return undefined;
  if (TandemError.is(error, "service/gone")) return undefined; // no fault of the target's
  const route = service.route(endpoint);
  let counts = watched.get(endpoint);
  if (counts?.route === route) return counts;
  counts?.stop();
  watched.delete(endpoint);
  if (!isCanaried(route)) return undefined;
  watched.set(endpoint, (counts = new Watched(endpoint, keyOf(service, endpoint), route)));
  return counts;
}

/** The same in all processes, and another one whenever the route is set. */
const keyOf = (service: ModelService, endpoint: string): string =>
  `${service.routeSince(endpoint)} ${JSON.stringify(service.route(endpoint))}`;

async function decide(
  service: ModelService,
  endpoint: string,
  route: Canaried,
  candidate: Counts,
  champion: Counts,
  { metric, author = "canary", onVerdict }: CanaryOptions,
): Promise<void> {
  const { canary } = route;
  if (service.route(endpoint) !== route) return;
  const first = judge({ ...canary, maxMetricLoss: undefined }, candidate.record(), champion.record());
  let verdict = first;
  if (canary.maxMetricLoss !== undefined && (first.kind === "step" || first.kind === "promote"))
    verdict = judge(
      canary,
      candidate.record(await metric?.(endpoint, titleOf(canary.target))),
      champion.record(await metric?.(endpoint, titleOf(route.default))),
    );
  if (verdict.kind === "wait" || service.route(endpoint) !== route) return;
  const next = afterVerdict(route, canary, verdict);
  await service.setRoute(endpoint, next, { author, why: `canary ${titleOf(canary.target)}: ${verdict.why}` });
  log[verdict.kind === "rollback" ? "warn" : "info"](`canary: ${verdict.kind}`, {
    endpoint,
    target: titleOf(canary.target),
    why: verdict.why,
  });
  onVerdict?.(endpoint, verdict, next);
}

/** The route without its canary after a rollback, with it as the default after a promotion, else one step on. */
function afterVerdict({ canary: _, ...rest }: Route, canary: Canary, { kind }: Verdict): Route {
  if (kind === "step") return { ...rest, canary: { ...canary, step: canary.step + 1 } };
  if (kind !== "promote") return rest;
  const { split: __, ...whole } = rest;
  return { ...whole, default: canary.target };
}

const log = logger("service.canary");
