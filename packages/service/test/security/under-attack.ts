import { invocations, openApi, openInference, security } from "@tandem/service";
import fc from "fast-check";
import { afterAll, beforeAll, expect } from "vitest";
import { openServed, type Served } from "../protocols/served.ts";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

export const good = { length: 1, width: 2, petal: 3 };
export const refused = (status: number) => status >= 400 && status < 500;
export const posts = [
  "/endpoints/flower",
  "/endpoints/visit",
  "/v2/models/flower/infer",
  "/v2/models/visit/infer",
  "/invocations",
];

let current: Served;

/** A service with every protocol, open while the tests of a file run. */
export function openForAll(): void {
  beforeAll(async () => {
    const modules = [await security({}), openInference, invocations({ endpoint: "flower" }), openApi()];
    current = await openServed({ modules });
  });
  afterAll(() => current.close());
}

export const served = (): Served => current;

export const send = (url: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
  current.app.inject({ method: "POST", url, headers: { "content-type": "application/json", ...headers }, payload });

export async function stillUp(): Promise<void> {
  const reply = await current.app.inject({ method: "POST", url: "/endpoints/flower", payload: good });
  expect(reply.json()).toMatchObject({ label: "b" });
}
