import { randomSequence } from "@tandem/core";
import { drawn, type Space } from "./space.ts";

export type Parameters = Readonly<Record<string, string | number | boolean | null>>;

/** A tried point: the lower the loss the better; Infinity where it failed. */
export interface Tried {
  readonly parameters: Parameters;
  readonly loss: number;
}

/** Proposes what to try next. Plain data apart from `suggest`, which must depend on its arguments alone. */
export interface Sampler {
  readonly kind: "sampler";
  readonly name: string;
  readonly settings: Readonly<Record<string, number>>;
  /** `past` are finished trials in the order they were begun. */
  suggest(space: Space, past: readonly Tried[], seed: number): Parameters;
}

/** Tries many on a part of the training samples and goes on with the best of them on more. */
export interface Halving {
  readonly kind: "halving";
  readonly name: string;
  readonly settings: { readonly factor: number; readonly smallest: number };
  readonly sampler: Sampler;
}

export type Strategy = Sampler | Halving;

/** Points drawn at random, each independent of the others: the measure for all that claims to be cleverer. */
export function randomSearch(): Sampler {
  return {
    kind: "sampler",
    name: "random",
    settings: {},
    suggest: (space, _past, seed) => drawn(space, randomSequence(seed)),
  };
}
