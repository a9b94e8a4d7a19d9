import type { Label } from "@tandem/core";
import { finite } from "../../metrics/inputs.ts";
import { sweep, type Sweep } from "../../metrics/thresholds.ts";
import { rankingOf, type Ranking } from "./ranking.ts";

/** What the charts of a positive class are drawn from. */
export interface BinaryPool {
  readonly positive: Label;
  /** 1 for the positive class. */
  readonly truth: Uint8Array;
  readonly scores: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** One fold's rows of the pool, ranked where they hold both classes. */
export interface BinaryPart extends BinaryPool {
  readonly ranking: Ranking | undefined;
}

/** What the ranking charts are drawn from. */
export interface Rankings {
  readonly swept: Sweep;
  readonly all: Ranking;
  /** Of the folds that hold both classes, under their numbers. */
  readonly folds: ReadonlyMap<number, Ranking>;
}

interface RankedFold {
  readonly positive: Label;
  readonly labels: ArrayLike<Label>;
  /** Probability of the positive class. */
  readonly scores: Float64Array;
  readonly weights: ArrayLike<number> | undefined;
}

export function binaryPart({ positive, labels, scores, weights }: RankedFold): BinaryPart {
  const pool: BinaryPool = {
    positive,
    truth: truthOf(labels, positive),
    scores: finite("buildReport", "the probability", scores),
    weights: weights && Float64Array.from(weights),
  };
  const swept = sweepOf(pool);
  return { ...pool, ranking: swept && rankingOf(swept) };
}

/** The parts one after the other; `weights` are those of all rows. */
export function poolOf(parts: readonly BinaryPart[], positive: Label, weights: Float64Array | undefined): BinaryPool {
  const rows = parts.reduce((sum, { truth }) => sum + truth.length, 0);
  const pool = { positive, truth: new Uint8Array(rows), scores: new Float64Array(rows), weights };
  let at = 0;
  for (const { truth, scores } of parts) {
    pool.truth.set(truth, at);
    pool.scores.set(scores, at);
    at += truth.length;
  }
  return pool;
}

/** Undefined unless both classes are there. */
export function rankingsOf(pool: BinaryPool, parts: readonly BinaryPart[]): Rankings | undefined {
  const swept = sweepOf(pool);
  if (!swept) return undefined;
  const folds = new Map(parts.flatMap(({ ranking }, fold) => (ranking ? [[fold, ranking] as const] : [])));
  return { swept, all: rankingOf(swept), folds };
}

function sweepOf(pool: BinaryPool): Sweep | undefined {
  return hasBoth(pool) ? sweep(pool) : undefined;
}

/** Whether both classes have weight. */
function hasBoth({ truth, weights }: BinaryPool): boolean {
  let [positive, other] = [false, false];
  for (let row = 0; row < truth.length && !(positive && other); row++) {
    if (weights && weights[row]! <= 0) continue;
    if (truth[row]) positive = true;
    else other = true;
  }
  return positive && other;
}

/** 1 for the positive class. */
function truthOf(labels: ArrayLike<Label>, positive: Label): Uint8Array {
  const truth = new Uint8Array(labels.length);
  for (let row = 0; row < truth.length; row++) truth[row] = labels[row] === positive ? 1 : 0;
  return truth;
}
