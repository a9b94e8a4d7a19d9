/** As much of `fetch` as the client asks for. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchReply>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface FetchReply {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export interface ClientOptions {
  /** Where the service is, like `https://models.example`; a path in front of it is kept. */
  readonly url: string;
  /** An API key or a token; sent as `Authorization: Bearer`. */
  readonly key?: string;
  /** Default the platform's. */
  readonly fetch?: Fetch;
  /** Milliseconds for one answer, all attempts together. Default 10,000. */
  readonly timeout?: number;
  /**
   * How often a question is asked again where the service was not reached or was too busy (429, 502, 503); a question has
   * no effect, so that asking again is safe. What was refused, failed or came too late is not asked again. Default 2.
   */
  readonly retries?: number;
}

export interface AskOptions {
  /** Questions with the same key take the same way through a split. */
  readonly key?: string;
  /** Asks this implementation, `name` or `name@alias`, instead of whom the route chooses. */
  readonly implementation?: string;
  /** Found again in the service's logs; default one that the service makes up. */
  readonly requestId?: string;
  readonly signal?: AbortSignal;
  readonly timeout?: number;
}

/** An answer with what the service says about it. */
export interface Answered<O> {
  readonly output: O;
  /** Who answered, `implementation@alias`. */
  readonly target: string;
  /** The version of its models, like `churn@3`; undefined where it uses none. */
  readonly version: string | undefined;
  readonly requestId: string;
  /** True where the chosen target failed and another answered. */
  readonly fellBack: boolean;
}
