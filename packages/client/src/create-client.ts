import { TandemError, type EndpointType } from "@tandem/core";
import type { Answered, AskOptions, ClientOptions } from "./options.ts";
import { send } from "./send.ts";

type AnyEndpoint = EndpointType<unknown, unknown>;

/** Endpoint types by the names that the client's methods shall have. */
export type Endpoints = Readonly<Record<string, AnyEndpoint>>;

/** Asks one endpoint type. */
export interface Ask<I, O> {
  (input: I, options?: AskOptions): Promise<O>;
  /** The answer with who gave it. */
  withTarget(input: I, options?: AskOptions): Promise<Answered<O>>;
}

type Accepted<E> = E extends EndpointType<infer I, unknown> ? I : never;
type Given<E> = E extends EndpointType<unknown, infer O> ? O : never;

export type Client<E extends Endpoints> = { readonly [K in keyof E]: Ask<Accepted<E[K]>, Given<E[K]>> };

/**
 * A client of a running service with a method for each endpoint type, its input and output typed by the type:
 *
 * ```ts
 * const client = createClient({ churn: modelEndpoint(churn) }, { url: "https://models.example", key });
 * const { label, probability } = await client.churn(customer);
 * ```
 *
 * Inputs are sent as they are: the service checks them and `client/refused` says what is wrong with which field.
 */
export function createClient<E extends Endpoints>(endpoints: E, options: ClientOptions): Client<E> {
  const entries = Object.entries(endpoints).map(([method, { name }]) => [method, asking(name, options)] as const);
  return Object.fromEntries(entries) as unknown as Client<E>;
}

function asking(endpoint: string, options: ClientOptions): Ask<unknown, unknown> {
  const withTarget = async (input: unknown, asked: AskOptions = {}): Promise<Answered<unknown>> => {
    const { implementation, key, requestId, signal, timeout } = asked;
    const target = implementation === undefined ? "" : `/implementations/${encodeURIComponent(implementation)}`;
    const { headers, body } = await send(options, {
      endpoint,
      method: "POST",
      path: `/endpoints/${encodeURIComponent(endpoint)}${target}`,
      body: input,
      headers: {
        ...(key === undefined ? {} : { "x-tandem-key": key }),
        ...(requestId === undefined ? {} : { "x-request-id": requestId }),
      },
      signal,
      timeout,
    });
    const answeredBy = headers.get("x-tandem-target");
    if (answeredBy === null)
      throw new TandemError("client/bad-reply", { endpoint, reason: "it does not say who answered" });
    return {
      output: body,
      target: answeredBy,
      version: headers.get("x-tandem-version") ?? undefined,
      requestId: headers.get("x-request-id") ?? "",
      fellBack: headers.get("x-tandem-fallback") === "true",
    };
  };
  return Object.assign(async (input: unknown, asked?: AskOptions) => (await withTarget(input, asked)).output, {
    withTarget,
  });
}
