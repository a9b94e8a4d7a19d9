import { TandemError } from "@tandem/core";
import "./errors.ts";

/** Scores with what they were scores of: `truth` is 1 for the class, 0 for the rest. */
export interface Scored {
  readonly scores: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
  /** How much each counts. Default: all alike. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** @throws TandemError `calibration/unusable` unless there are finite scores, and truth and weights for each of them. */
export function checkScored({ scores, truth, weights }: Scored): void {
  const refuse = (what: string, reason: string): never => {
    throw new TandemError("calibration/unusable", { what, reason });
  };
  if (scores.length === 0) refuse("scores", "are none; give those of held-out samples");
  if (truth.length !== scores.length) refuse("truth", `has ${truth.length} values for ${scores.length} scores`);
  if (weights && weights.length !== scores.length)
    refuse("weights", `are ${weights.length} for ${scores.length} scores`);
  let total = 0;
  for (let row = 0; row < scores.length; row++) {
    if (!Number.isFinite(scores[row])) refuse(`score ${scores[row]} of row ${row}`, "must be finite");
    if (truth[row] !== 0 && truth[row] !== 1) refuse(`truth ${truth[row]} of row ${row}`, "must be 0 or 1");
    const weight = weights ? weights[row]! : 1;
    if (!(weight >= 0 && weight < Infinity)) refuse(`weight ${weight} of row ${row}`, "must be finite and at least 0");
    total += weight;
  }
  if (total === 0) refuse("weights", "are all 0");
}
