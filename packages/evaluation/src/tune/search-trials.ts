import { roundsOf } from "./halving.ts";
import { settled } from "./limiter.ts";
import type { Halving, Parameters, Tried } from "./strategy.ts";
import type { RunTrial, TrialResult } from "./trial.ts";

/** What both ways of searching need. */
export interface Search {
  readonly trials: number;
  readonly together: number;
  suggest(trial: number, past: readonly Tried[]): Parameters;
  readonly run: RunTrial;
  /** Called as each trial ends. */
  told(result: TrialResult<Parameters>): void;
}

/** One batch after the other, each proposed from the results of those before it. */
export async function sampleTrials({ trials, together, suggest, run, told }: Search) {
  const done: TrialResult<Parameters>[] = [];
  while (done.length < trials) {
    const size = Math.min(together, trials - done.length);
    const batch = Array.from({ length: size }, async (_, i) => {
      const trial = done.length + i;
      const result = await run(trial, suggest(trial, done), 1, done);
      told(result);
      return result;
    });
    done.push(...(await settled(batch)));
  }
  return done;
}

/** Each trial as it was in the last round that it reached. */
export async function halveTrials({ trials, suggest, run, told }: Search, halving: Halving) {
  const reached: TrialResult<Parameters>[] = [];
  let field = Array.from({ length: trials }, (_, trial) => ({ trial, parameters: suggest(trial, []) }));
  for (const { keep, budget } of roundsOf(halving, trials)) {
    const round = field.slice(0, keep).map(async ({ trial, parameters }) => {
      const result = await run(trial, parameters, budget, []);
      const judged = budget < 1 && result.state === "complete" ? { ...result, state: "halved" as const } : result;
      told(judged);
      return judged;
    });
    const results = await settled(round);
    for (const result of results) reached[result.trial] = result;
    field = results.filter(({ state }) => state !== "failed").sort(byLoss);
  }
  return reached;
}

/** The best first; of equals the earlier. */
export function byLoss(a: TrialResult<Parameters>, b: TrialResult<Parameters>): number {
  return a.loss < b.loss ? -1 : a.loss > b.loss ? 1 : a.trial - b.trial;
}
