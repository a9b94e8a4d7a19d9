import { createClient, type ClientOptions, type Fetch, type FetchReply } from "@tandem/client";
import { newApiKey, security } from "@tandem/service";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { countFriends, greet, startService } from "./running.ts";

const endpoints = { greet, friends: countFriends };
const { key, kept } = newApiKey("tests", ["predict"]);
let running: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  running = await startService({ modules: [await security({ keys: [kept] })] });
});
afterAll(() => running.close());

const connected = (options: Partial<ClientOptions> = {}) =>
  createClient(endpoints, { url: running.url, key, ...options });

describe("a typed client", () => {
  it("asks with the endpoint's types", async () => {
    const client = connected();
    const answer = await client.greet({ name: "Ann", times: 2 });
    expectTypeOf(answer).toEqualTypeOf<{ text: string; loud: boolean }>();
    expectTypeOf(client.greet).parameter(0).toEqualTypeOf<{
      name: string;
      times?: number | undefined;
      tone?: "warm" | "cold" | null | undefined;
    }>();
    expect(answer).toEqual({ text: "hello hello Ann", loud: false });
    expect(await client.friends({ name: "Ann", friends: [] })).toEqual({ count: 0 });
  });
  it("asks one implementation, and tells who answered", async () => {
    const answered = await connected().greet.withTarget({ name: "Ann" }, { implementation: "loud", requestId: "r1" });
    expect(answered).toEqual({
      output: { text: "ANN", loud: true },
      target: "loud@champion",
      version: undefined,
      requestId: "r1",
      fellBack: false,
    });
  });
  it("says what was refused, with the fields", async () => {
    await expect(connected().greet({ name: 1 } as never)).rejects.toMatchObject({
      code: "client/refused",
      details: { status: 422, code: "service/invalid-input", problems: [{ path: "/name", reason: "must be string" }] },
    });
    await expect(connected({ key: "wrong" }).greet({ name: "Ann" })).rejects.toMatchObject({
      details: { status: 401 },
    });
    await expect(connected().greet({ name: "Ann" }, { implementation: "../x" })).rejects.toMatchObject({
      details: { status: 404 },
    });
  });
  it("reaches no one", async () => {
    const gone = await startService();
    await gone.close();
    await expect(createClient(endpoints, { url: gone.url, retries: 1 }).greet({ name: "Ann" })).rejects.toMatchObject({
      code: "client/unavailable",
      details: { attempts: 2, reason: expect.stringContaining("ECONNREFUSED") },
    });
  });
});

const reply = (
  status: number,
  body: string,
  headers: Record<string, string> = { "x-tandem-target": "a@b" },
): FetchReply => ({
  status,
  headers: { get: (name) => headers[name] ?? null },
  text: async () => body,
});

/** A fetch that gives these in turn, the last one from then on. */
function replies(...outcomes: readonly (FetchReply | Error)[]) {
  let calls = 0;
  const fetch: Fetch = async () => {
    const outcome = outcomes[Math.min(calls++, outcomes.length - 1)]!;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { fetch, calls: () => calls };
}
const good = reply(200, '{"text":"hi","loud":false}');
const soon = { "retry-after": "0" };

describe("asking again", () => {
  it.each([
    ["too busy", reply(503, "{}", soon), 2],
    ["too often", reply(429, "{}", soon), 2],
    ["cut off", new Error("reset"), 2],
  ])("helps where it was %s", async (_what, first, calls) => {
    const { fetch, calls: asked } = replies(first, good);
    expect(await connected({ fetch }).greet({ name: "Ann" })).toEqual({ text: "hi", loud: false });
    expect(asked()).toBe(calls);
  });
  it.each([400, 401, 403, 404, 413, 422, 500, 504])("does not happen after %i", async (status) => {
    const { fetch, calls } = replies(reply(status, "no JSON"), good);
    await expect(connected({ fetch }).greet({ name: "Ann" })).rejects.toMatchObject({
      code: "client/refused",
      details: { status, code: `http/${status}`, message: "no JSON" },
    });
    expect(calls()).toBe(1);
  });
  it("ends after the retries", async () => {
    const { fetch, calls } = replies(reply(503, '{"error":{"code":"service/overloaded","message":"full"}}', soon));
    await expect(connected({ fetch, retries: 3 }).greet({ name: "Ann" })).rejects.toMatchObject({
      details: { status: 503, code: "service/overloaded" },
    });
    expect(calls()).toBe(4);
  });
});

describe("time and signals", () => {
  const never: Fetch = (_url, { signal }) =>
    new Promise((_done, fail) => signal.addEventListener("abort", () => fail(signal.reason as Error)));
  it("gives up after the time-out", async () => {
    await expect(connected({ fetch: never, timeout: 20 }).greet({ name: "Ann" })).rejects.toMatchObject({
      code: "client/timeout",
      details: { endpoint: "greet", milliseconds: 20 },
    });
    const { fetch } = replies(reply(503, "{}", { "retry-after": "3600" }));
    await expect(connected({ fetch }).greet({ name: "Ann" }, { timeout: 20 })).rejects.toMatchObject({
      code: "client/timeout",
    });
  });
  it("stops when the caller says so", async () => {
    const controller = new AbortController();
    const asked = connected({ fetch: never }).greet({ name: "Ann" }, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
  });
  it.each([
    ["no JSON", reply(200, "<html>")],
    ["nobody's answer", reply(200, "{}", {})],
  ])("cannot read %s", async (_what, odd) => {
    await expect(connected({ fetch: replies(odd).fetch }).greet({ name: "Ann" })).rejects.toMatchObject({
      code: "client/bad-reply",
    });
  });
});
