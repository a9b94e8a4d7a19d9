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
  /** Threads, the calling one among them. Default: as many as processors, one for few ratings. They do not change the factors. */
  readonly threads?: number;
  /** "plain" is TypeScript on one thread. Default: WebAssembly where it runs. They agree up to the rounding of float32. */
  readonly kernels?: "wasm" | "plain";
}

/** What the factors depend on. */
export type Settings = Required<Omit<ImplicitOptions, "threads" | "kernels">>;

const defaults: Settings = { factors: 64, weight: 1, regularization: 0.01, iterations: 15, steps: 3 };

const ranges = {
  factors: { least: 1, whole: true },
  weight: { least: 0, whole: false },
  regularization: { least: 0, whole: false },
  iterations: { least: 0, whole: true },
  steps: { least: 1, whole: true },
  threads: { least: 1, most: 256, whole: true },
} as const satisfies Partial<Record<keyof ImplicitOptions, { least: number; most?: number; whole: boolean }>>;

/** @throws TandemError `factorization/bad-option` */
export function checked({ kernels: _, threads = 1, ...options }: ImplicitOptions): Settings {
  const settings = { ...defaults, ...options };
  const given = { ...settings, threads };
  for (const option of Object.keys(ranges) as (keyof typeof ranges)[]) {
    const found = given[option];
    const { least, most = Infinity, whole } = { most: Infinity, ...ranges[option] };
    if (found >= least && found <= most && found < Infinity && (!whole || Number.isInteger(found))) continue;
    const expected = `a ${whole ? "whole" : "finite"} number of at least ${least}${most < Infinity ? ` and at most ${most}` : ""}`;
    throw new TandemError("factorization/bad-option", { option, found, expected });
  }
  return settings;
}
