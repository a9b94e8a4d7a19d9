/** A value now or later: hooks may be synchronous, flows always await. */
export type Awaitable<T> = T | PromiseLike<T>;
