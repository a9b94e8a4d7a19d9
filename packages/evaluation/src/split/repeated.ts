import { deriveSeed } from "@tandem/core";
import { checkCount, type Splitter } from "./splitter.ts";

/**
 * A shuffling splitter again and again, each time by another seed: `repeated((seed) => kFold({ folds: 5, shuffle: true,
 * seed }), { repeats: 10 })` gives 50 folds, those of the first repeat first.
 */
export function repeated<S>(
  make: (seed: number) => Splitter<S>,
  { repeats = 10, seed = 0 }: { readonly repeats?: number; readonly seed?: number } = {},
): Splitter<S> {
  checkCount("repeated", "repeats", repeats, 1);
  const splitters = Array.from({ length: repeats }, (_, repeat) => make(deriveSeed(seed, repeat)));
  return {
    name: `repeated ${splitters[0]!.name}`,
    split: (samples) => splitters.flatMap((splitter) => splitter.split(samples)),
  };
}
