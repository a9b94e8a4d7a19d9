import { TandemError } from "@tandem/core";

export interface ImplicitOptions {
  /** Numbers that describe a user or an item. Default 64. */
  readonly factors?: number;
  /** How much sureness a rating adds: confidence is 1 + `weight` * rating. Default 1. */
  readonly weight?: number;
  /** Default 0.01. */
  readonly regularization?: number;
  /** Rounds, each once over users and once over items. Default 15. */
  readonly iterations?: number;
  /** Steps of conjugate gradients for each user and item in a round, from where the last round ended. Default 3. */
  readonly steps?: number;
  /** "plain" is TypeScript. Default: WebAssembly where it runs. They agree up to the rounding of float32. */
  readonly kernels?: "wasm" | "plain";
}

const least = { factors: 1, weight: 0, regularization: 0, iterations: 0, steps: 1 } as const;
const whole: readonly string[] = ["factors", "iterations", "steps"];

/** @throws TandemError `factorization/bad-option` */
export function checked({ kernels: _, ...options }: ImplicitOptions): Required<Omit<ImplicitOptions, "kernels">> {
  const all = { factors: 64, weight: 1, regularization: 0.01, iterations: 15, steps: 3, ...options };
  for (const option of Object.keys(least) as (keyof typeof least)[]) {
    const found = all[option];
    if (found >= least[option] && found < Infinity && (!whole.includes(option) || Number.isInteger(found))) continue;
    const expected = `a ${whole.includes(option) ? "whole" : "finite"} number of at least ${least[option]}`;
    throw new TandemError("factorization/bad-option", { option, found, expected });
  }
  return all;
}
