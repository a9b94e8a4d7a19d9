import type { Labels, Objective } from "../objectives/objective.ts";

/** Watches the loss on held-out rows round by round. */
export interface Watch {
  /** The loss after a round, and whether boosting should end. */
  look(round: number): { readonly loss: number; readonly stop: boolean };
  readonly best: number;
}

/** `scores` of the held-out rows are read anew at each look; patience is counted in rounds. */
export function watchLoss(
  objective: Objective,
  labels: Labels,
  scores: () => readonly Float32Array[],
  patience: number,
): Watch {
  let best = 0;
  let least = objective.loss(scores(), labels);
  return {
    look(round) {
      const loss = objective.loss(scores(), labels);
      if (loss < least) {
        least = loss;
        best = round;
      }
      return { loss, stop: round - best >= patience };
    },
    get best() {
      return best;
    },
  };
}

/** Labels and scores of some rows only. */
export function pickRows({ targets, weights, groups }: Labels, rows: Int32Array): Labels {
  return {
    targets: Float64Array.from(rows, (row) => targets[row]!),
    weights: weights && Float64Array.from(rows, (row) => weights[row]!),
    groups: groups && Int32Array.from(rows, (row) => groups[row]!),
  };
}
export function pickScores(scores: readonly Float32Array[], rows: Int32Array): readonly Float32Array[] {
  return scores.map((output) => Float32Array.from(rows, (row) => output[row]!));
}
