export interface RateLimit {
  /**
   * Requests in a window, spread evenly over time after a burst of as many. Of several processes behind one port each
   * allows as many, so that a caller may get up to their number times these.
   */
  readonly requests: number;
  /** Milliseconds of a window. Default 60,000. */
  readonly window?: number;
}

export interface Allowance {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the next request is allowed, or until all are again. */
  readonly seconds: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Callers remembered; beyond them the one not seen for longest starts anew. */
const MOST = 10_000;

/** A bucket of tokens for each caller, filled steadily. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #perMillisecond: number;

  constructor(readonly limit: RateLimit) {
    this.#perMillisecond = limit.requests / (limit.window ?? 60_000);
  }

  /** Takes a token of the caller's. */
  take(caller: string, now = performance.now()): Allowance {
    const { requests } = this.limit;
    const bucket = this.#buckets.get(caller) ?? { tokens: requests, at: now };
    bucket.tokens = Math.min(requests, bucket.tokens + (now - bucket.at) * this.#perMillisecond);
    bucket.at = now;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    this.#keep(caller, bucket);
    const wanted = allowed ? requests - bucket.tokens : 1 - bucket.tokens;
    const seconds = Math.ceil(wanted / this.#perMillisecond / 1000);
    return { allowed, remaining: Math.floor(bucket.tokens), seconds };
  }

  #keep(caller: string, bucket: Bucket): void {
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size > MOST) this.#buckets.delete(this.#buckets.keys().next().value!);
  }
}
