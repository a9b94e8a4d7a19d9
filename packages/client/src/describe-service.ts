import { TandemError } from "@tandem/core";
import type { ClientOptions } from "./options.ts";
import { send } from "./send.ts";

export interface DescribedEndpoint {
  readonly name: string;
  readonly description?: string;
  /** JSON Schemas. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}

/** The endpoint types that a running service serves now. @throws TandemError `client/bad-description`, and what asking throws */
export async function describeService(options: ClientOptions): Promise<readonly DescribedEndpoint[]> {
  const { body } = await send(options, { endpoint: "GET /endpoints", method: "GET", path: "/endpoints" });
  const { endpoints } = (body ?? {}) as { readonly endpoints?: unknown };
  if (!Array.isArray(endpoints) || !endpoints.every(isDescribed))
    throw new TandemError("client/bad-description", { url: options.url, reason: "it lists no endpoints with schemas" });
  return endpoints;
}

function isDescribed(value: unknown): value is DescribedEndpoint {
  const { name, input, output } = (value ?? {}) as Partial<DescribedEndpoint>;
  return typeof name === "string" && /^[a-z][a-z0-9-]{0,63}$/.test(name) && isObject(input) && isObject(output);
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
