const PER_OCTAVE = 8;
const LEAST = 1e-3;

/** Latencies in milliseconds counted in buckets a twelfth apart or less, so that a quantile costs no memory a question. */
export class Latencies {
  readonly #counts: number[] = [];
  #total = 0;

  get count(): number {
    return this.#total;
  }

  add(milliseconds: number): void {
    const bucket = Math.max(0, Math.round(PER_OCTAVE * Math.log2(Math.max(milliseconds, LEAST) / LEAST)));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
  }

  /** Answers in each bucket. */
  buckets(): readonly number[] {
    return Array.from(this.#counts, (count = 0) => count);
  }

  merge(buckets: readonly number[]): void {
    buckets.forEach((count, bucket) => {
      if (count === 0) return;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#total += count;
    });
  }

  /** Within 5 % of the true quantile; NaN of nothing. */
  quantile(q: number): number {
    let rest = q * this.#total;
    for (const [bucket, count = 0] of this.#counts.entries()) {
      rest -= count;
      if (count > 0 && rest <= 0) return LEAST * 2 ** (bucket / PER_OCTAVE);
    }
    return NaN;
  }
}
