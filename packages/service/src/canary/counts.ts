import type { Outcome } from "../answer.ts";
import type { Record } from "./judge.ts";
import { Latencies } from "./latencies.ts";

/** Counts as they go from process to process. */
export interface CountsData {
  readonly errors: number;
  /** Answers in each bucket of {@link Latencies}. */
  readonly latencies: readonly number[];
}

/** How many answers a target gave, how many of them failed and how long they took. */
export class Counts {
  #errors = 0;
  readonly #latencies = new Latencies();

  static sum(all: Iterable<CountsData>): Counts {
    const sum = new Counts();
    for (const { errors, latencies } of all) {
      sum.#errors += errors;
      sum.#latencies.merge(latencies);
    }
    return sum;
  }

  add({ error, milliseconds }: Outcome): void {
    if (error !== undefined) this.#errors++;
    this.#latencies.add(milliseconds);
  }

  record(metric?: number): Record {
    return { answers: this.#latencies.count, errors: this.#errors, median: this.#latencies.quantile(0.5), metric };
  }

  data(): CountsData {
    return { errors: this.#errors, latencies: this.#latencies.buckets() };
  }
}
