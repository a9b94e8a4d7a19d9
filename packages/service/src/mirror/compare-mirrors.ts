import { logger } from "@tandem/core";
import type { Outcome } from "../answer.ts";
import type { Question } from "../question.ts";
import type { ModelService } from "../service.ts";
import { differenceOf } from "./difference.ts";

export interface MirrorOptions {
  /** Numbers this close agree. Default 1e-9. */
  readonly tolerance?: number;
  /** Share of disagreements that are logged one by one. Default 1. */
  readonly logged?: number;
}

/** How the answers of a mirrored target compare with those that were sent, since watching began. */
export interface MirrorRecord {
  readonly endpoint: string;
  readonly target: string;
  /** Pairs of answers. */
  readonly compared: number;
  /** Share of pairs that agree; NaN of none. */
  readonly agreement: number;
  /** Of the largest distances between the numbers of a pair. */
  readonly meanDistance: number;
  readonly maxDistance: number;
  /** Questions that the mirrored target failed to answer. */
  readonly failed: number;
}

/** Questions whose other answers are still waited for; beyond them the oldest is forgotten. */
const MOST_WAITING = 10_000;

interface Pair {
  readonly mirrored: Outcome[];
  answered?: Outcome;
  compared: number;
}

/** Compares what mirrored targets answer with what was sent, logs where they disagree, and keeps the numbers. */
export function compareMirrors(
  service: ModelService,
  { tolerance = 1e-9, logged = 1 }: MirrorOptions = {},
): { records(): readonly MirrorRecord[]; stop(): void } {
  const waiting = new Map<Question, Pair>();
  const tallies = new Map<string, Tally>();
  const compare = (answered: Outcome, mirrored: Outcome) => {
    const { endpoint, target } = mirrored;
    const key = `${endpoint}/${target.title}`;
    let tally = tallies.get(key);
    if (!tally) tallies.set(key, (tally = new Tally(endpoint, target.title)));
    if (mirrored.error !== undefined) return tally.fail();
    const { agrees, distance } = differenceOf(answered.output, mirrored.output, tolerance);
    tally.add(agrees, distance);
    if (agrees || Math.random() >= logged) return;
    log.info("mirror disagrees", {
      endpoint,
      requestId: answered.requestId,
      target: target.title,
      against: answered.target.title,
      distance,
    });
  };
  const stop = service.observe((outcome) => {
    const { question, role, endpoint, error } = outcome;
    const expected = service.route(endpoint).mirror?.length ?? 0;
    if (question.implementation !== undefined || expected === 0) return;
    let pair = waiting.get(question);
    if (!pair) waiting.set(question, (pair = { mirrored: [], compared: 0 }));
    if (role === "mirror") pair.mirrored.push(outcome);
    else if (error === undefined) pair.answered = outcome;
    if (pair.answered)
      for (const mirrored of pair.mirrored.splice(0)) {
        pair.compared++;
        compare(pair.answered, mirrored);
      }
    if (pair.compared >= expected) waiting.delete(question);
    else if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value!);
  });
  return { stop, records: () => [...tallies.values()].map((tally) => tally.record()) };
}

class Tally {
  #compared = 0;
  #agreed = 0;
  #failed = 0;
  #sum = 0;
  #max = 0;

  constructor(
    private readonly endpoint: string,
    private readonly target: string,
  ) {}

  fail(): void {
    this.#failed++;
  }

  add(agrees: boolean, distance: number): void {
    this.#compared++;
    if (agrees) this.#agreed++;
    this.#sum += distance;
    this.#max = Math.max(this.#max, distance);
  }

  record(): MirrorRecord {
    const { endpoint, target } = this;
    return {
      endpoint,
      target,
      compared: this.#compared,
      agreement: this.#agreed / this.#compared,
      meanDistance: this.#sum / this.#compared,
      maxDistance: this.#max,
      failed: this.#failed,
    };
  }
}

const log = logger("service.mirror");
