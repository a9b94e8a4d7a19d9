import { TandemError } from "@tandem/core";
import "../errors.ts";
import { randomSearch, type Halving, type Sampler } from "./strategy.ts";

export interface HalvingOptions {
  /** One in so many goes on, with so many times the samples. Default 3. */
  readonly factor?: number;
  /** Part of the training samples that the first round trains on. Default 1/9: with factor 3, three rounds. */
  readonly smallest?: number;
  /** What proposes the points of the first round. Default at random. */
  readonly sampler?: Sampler;
}

/**
 * Successive halving (Jamieson and Talwalkar): all trials on a part of the training samples, the best of them on more,
 * the last on all. Test rows are always whole.
 */
export function successiveHalving({
  factor = 3,
  smallest = 1 / 9,
  sampler = randomSearch(),
}: HalvingOptions = {}): Halving {
  const refuse = (option: string, found: number, expected: string) =>
    new TandemError("metric/bad-option", { metric: "successiveHalving", option, found: String(found), expected });
  if (!(factor > 1)) throw refuse("factor", factor, "a number above 1");
  if (!(smallest > 0 && smallest <= 1)) throw refuse("smallest", smallest, "a part above 0 and at most 1");
  return { kind: "halving", name: `halving of ${sampler.name}`, settings: { factor, smallest }, sampler };
}

/** Rounds of a halving: how many trials go on with which part of the training samples. The last is on all. */
export function roundsOf(
  { settings: { factor, smallest } }: Halving,
  trials: number,
): readonly { readonly keep: number; readonly budget: number }[] {
  const rounds = Math.max(1, Math.round(Math.log(1 / smallest) / Math.log(factor)) + 1);
  return Array.from({ length: rounds }, (_, round) => ({
    keep: Math.max(1, Math.floor(trials / factor ** round + 1e-9)),
    budget: round === rounds - 1 ? 1 : Math.min(1, smallest * factor ** round),
  }));
}
