import { logger, TandemError } from "@tandem/core";
import type { Outcome } from "../question.ts";
import type { Canary, Route } from "../route.ts";
import type { ModelService } from "../service.ts";
import { formatTarget, parseTarget } from "../target-name.ts";
import { judge, type Record, type Verdict } from "./judge.ts";
import { Latencies } from "./latencies.ts";

export interface CanaryOptions {
  /** The live metric of a target, higher is better; undefined while it is not known. Asked when all else is well. */
  readonly metric?: (endpoint: string, target: string) => Promise<number | undefined>;
  /** Who changes routes, as the history says. Default "canary". */
  readonly author?: string;
  /** Told of every change of a route, after it was made. */
  readonly onVerdict?: (endpoint: string, verdict: Verdict, route: Route) => void;
}

interface Watched {
  /** The canary as the route had it when counting began; a route that is changed begins anew. */
  readonly canary: Canary;
  readonly candidate: Counts;
  readonly champion: Counts;
  judging: boolean;
}

/**
 * Lets every canary step up, become the default or fall back by how it does, changing routes through the registry with
 * the reason. Only questions that the route shared out count. Each process counts the answers it gave itself. Returns what stops watching.
 */
export function watchCanaries(service: ModelService, options: CanaryOptions = {}): () => void {
  const watched = new Map<string, Watched>();
  return service.observe((outcome) => {
    if (outcome.role !== "answer" || outcome.question.implementation !== undefined) return;
    if (TandemError.is(outcome.error, "service/gone")) return; // no fault of the target's
    const { canary, default: champion } = service.route(outcome.endpoint);
    if (!canary) return void watched.delete(outcome.endpoint);
    let counts = watched.get(outcome.endpoint);
    if (counts?.canary !== canary)
      watched.set(
        outcome.endpoint,
        (counts = { canary, candidate: new Counts(), champion: new Counts(), judging: false }),
      );
    const { title } = outcome.target;
    if (title === titleOf(champion)) counts.champion.add(outcome);
    if (title !== titleOf(canary.target)) return;
    counts.candidate.add(outcome);
    if (counts.judging) return;
    counts.judging = true;
    void decide(service, outcome.endpoint, counts, options)
      .catch((error: unknown) => log.error("the canary could not be moved", { reason: String(error) }))
      .finally(() => (counts.judging = false));
  });
}

async function decide(
  service: ModelService,
  endpoint: string,
  { canary, candidate, champion }: Watched,
  { metric, author = "canary", onVerdict }: CanaryOptions,
): Promise<void> {
  const route = service.route(endpoint);
  if (route.canary !== canary) return;
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

class Counts {
  #errors = 0;
  readonly #latencies = new Latencies();

  add({ error, milliseconds }: Outcome): void {
    if (error !== undefined) this.#errors++;
    this.#latencies.add(milliseconds);
  }

  record(metric?: number): Record {
    return { answers: this.#latencies.count, errors: this.#errors, median: this.#latencies.quantile(0.5), metric };
  }
}

function titleOf(target: string): string {
  return formatTarget(parseTarget(target));
}

const log = logger("service.canary");
