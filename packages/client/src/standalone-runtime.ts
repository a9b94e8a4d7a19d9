/** What a generated client does when it is asked: the small part of this package that a file can carry with it. */
export const runtime = `export interface ClientOptions {
  readonly url: string;
  /** An API key or a token. */
  readonly key?: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds for one answer. Default 10,000. */
  readonly timeout?: number;
  /** How often a question is asked again where the service was not reached or was too busy. Default 2. */
  readonly retries?: number;
}

export interface AskOptions {
  /** Questions with the same key take the same way through a split. */
  readonly key?: string;
  /** Asks this implementation, \`name\` or \`name@alias\`. */
  readonly implementation?: string;
  readonly signal?: AbortSignal;
}

export type Ask<I, O> = (input: I, options?: AskOptions) => Promise<O>;

/** A refusal or failure: \`status\` is 0 where the service was not reached, \`code\` the service's own. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: readonly { readonly path: string; readonly reason: string }[] = [],
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

export function createClient(options: ClientOptions): Client {
  const asks = names.map((name) => [name, (input: unknown, asked?: AskOptions) => ask(options, name, input, asked)]);
  return Object.fromEntries(asks) as unknown as Client;
}

async function ask(options: ClientOptions, name: string, input: unknown, asked: AskOptions = {}): Promise<unknown> {
  const target = asked.implementation === undefined ? "" : \`/implementations/\${encodeURIComponent(asked.implementation)}\`;
  const url = \`\${options.url.replace(/\\/+$/, "")}/endpoints/\${name}\${target}\`;
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (options.key !== undefined) headers["authorization"] = \`Bearer \${options.key}\`;
  if (asked.key !== undefined) headers["x-tandem-key"] = asked.key;
  const clock = AbortSignal.timeout(options.timeout ?? 10_000);
  const signal = asked.signal ? AbortSignal.any([clock, asked.signal]) : clock;
  const init = { method: "POST", headers, body: JSON.stringify(input), signal };
  let left = options.retries ?? 2;
  for (;;) {
    const error = await once(options.fetch ?? fetch, url, init);
    if (!(error instanceof ClientError)) return error.output;
    if (asked.signal?.aborted) throw asked.signal.reason;
    const again = [0, 429, 502, 503].includes(error.status) && !signal.aborted && left-- > 0;
    if (!again) throw clock.aborted ? new ClientError(0, "client/timeout", \`\${name} did not answer in time\`) : error;
    await new Promise((done) => setTimeout(done, 100 + Math.random() * 200));
  }
}

async function once(send: typeof fetch, url: string, init: RequestInit): Promise<{ readonly output: unknown } | ClientError> {
  try {
    const reply = await send(url, init);
    const body = (await reply.json().catch(() => undefined)) as { readonly error?: Problem } | undefined;
    if (reply.ok && body !== undefined) return { output: body };
    const { code = \`http/\${reply.status}\`, message = reply.statusText, details } = body?.error ?? {};
    return new ClientError(reply.status, code, message, details?.problems);
  } catch (cause) {
    return new ClientError(0, "client/unavailable", \`\${url} could not be reached\`, [], { cause });
  }
}

interface Problem {
  readonly code?: string;
  readonly message?: string;
  readonly details?: { readonly problems?: readonly { readonly path: string; readonly reason: string }[] };
}
`;
