import type { Canary } from "../route.ts";

/** How a target did since the canary's step began. */
export interface Record {
  readonly answers: number;
  readonly errors: number;
  /** Milliseconds; NaN where none is known. */
  readonly median: number;
  /** The live metric, higher is better; undefined where none is known yet. */
  readonly metric?: number | undefined;
}

export type Verdict =
  | { readonly kind: "wait" }
  | { readonly kind: "step"; readonly why: string }
  | { readonly kind: "promote"; readonly why: string }
  | { readonly kind: "rollback"; readonly why: string };

/**
 * What becomes of a candidate. More errors than `minAnswers` may hold roll it back at once; latency and metric are
 * judged when it has given `minAnswers`, and a metric that is asked for and not yet known is waited for.
 */
export function judge(canary: Canary, candidate: Record, champion: Record): Verdict {
  const { minAnswers, maxErrorRate, maxLatencyRatio, maxMetricLoss, steps, step } = canary;
  const seen = candidate.answers;
  if (candidate.errors > maxErrorRate * Math.max(seen, minAnswers))
    return rollback(`${candidate.errors} of ${seen} answers failed; at most ${percent(maxErrorRate)} may`);
  if (seen < minAnswers) return { kind: "wait" };
  const ratio = candidate.median / champion.median;
  if (ratio > maxLatencyRatio)
    return rollback(
      `its median latency is ${candidate.median.toFixed(2)} ms, ${ratio.toFixed(2)} times the default's; at most ${maxLatencyRatio} is allowed`,
    );
  if (maxMetricLoss !== undefined) {
    if (candidate.metric === undefined || champion.metric === undefined) return { kind: "wait" };
    const loss = champion.metric - candidate.metric;
    if (loss > maxMetricLoss)
      return rollback(
        `its live metric is ${candidate.metric.toFixed(4)}, ${loss.toFixed(4)} below the default's; at most ${maxMetricLoss} is allowed`,
      );
  }
  const did = `${seen} answers, ${candidate.errors} failed, median ${candidate.median.toFixed(2)} ms`;
  return step + 1 < steps.length
    ? { kind: "step", why: `${did}: from ${percent(steps[step]!)} to ${percent(steps[step + 1]!)}` }
    : { kind: "promote", why: `${did}: the candidate becomes the default` };
}

function rollback(why: string): Verdict {
  return { kind: "rollback", why };
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
