import { TandemError } from "@tandem/core";
import { problemIn, type Refusal } from "./problem.ts";
import type { ClientOptions, Fetch, FetchReply } from "./options.ts";

export interface Request {
  readonly endpoint: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
}

export interface Reply {
  readonly headers: FetchReply["headers"];
  readonly body: unknown;
}

const busy = new Set([429, 502, 503]);

/**
 * Sends a request that has no effect, again where that may help.
 * @throws TandemError `client/refused`, `client/unavailable`, `client/timeout`, `client/bad-reply`; what the caller's signal says
 */
export async function send(options: ClientOptions, request: Request): Promise<Reply> {
  const { endpoint } = request;
  const milliseconds = request.timeout ?? options.timeout ?? 10_000;
  const clock = AbortSignal.timeout(milliseconds);
  const signal = request.signal ? AbortSignal.any([clock, request.signal]) : clock;
  const attempts = 1 + (options.retries ?? 2);
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptOnce(options, request, signal);
    if (request.signal?.aborted) throw request.signal.reason;
    if (clock.aborted) throw new TandemError("client/timeout", { endpoint, milliseconds });
    if ("reply" in outcome) return outcome.reply;
    if ("refusal" in outcome && (attempt === attempts || !busy.has(outcome.refusal.status)))
      throw new TandemError("client/refused", { endpoint, ...outcome.refusal });
    if ("failure" in outcome && attempt === attempts)
      throw new TandemError(
        "client/unavailable",
        { endpoint, attempts, reason: reasonOf(outcome.failure) },
        { cause: outcome.failure },
      );
    await pause("refusal" in outcome ? outcome.after : undefined, attempt, signal);
  }
}

type Outcome =
  | { readonly reply: Reply }
  | { readonly refusal: Refusal; readonly after: number | undefined }
  | { readonly failure: unknown };

async function attemptOnce(options: ClientOptions, request: Request, signal: AbortSignal): Promise<Outcome> {
  const { endpoint, method, path, body } = request;
  const ask = options.fetch ?? (globalThis.fetch as Fetch);
  const headers = {
    accept: "application/json",
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
    ...request.headers,
  };
  let reply: FetchReply;
  let text: string;
  try {
    reply = await ask(options.url.replace(/\/+$/, "") + path, {
      method,
      headers,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await reply.text();
  } catch (failure) {
    return { failure };
  }
  const { status } = reply;
  if (status >= 200 && status < 300) return { reply: { headers: reply.headers, body: parsed(endpoint, text) } };
  const seconds = Number(reply.headers.get("retry-after") ?? NaN);
  return { refusal: problemIn(status, text), after: Number.isFinite(seconds) ? seconds * 1000 : undefined };
}

function parsed(endpoint: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TandemError("client/bad-reply", { endpoint, reason: "it is not JSON" }, { cause: error });
  }
}

/** Waits as the service says, else longer each time; ends early when the time is up. */
function pause(said: number | undefined, attempt: number, signal: AbortSignal): Promise<void> {
  const milliseconds = said ?? 50 * 2 ** attempt * (0.5 + Math.random());
  return new Promise((done) => {
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end, { once: true });
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    }
  });
}

function reasonOf(failure: unknown): string {
  const { message, cause } = failure as { readonly message?: string; readonly cause?: { readonly message?: string } };
  return cause?.message ?? message ?? String(failure);
}
