import { Writable } from "node:stream";
import { logTo } from "@tandem/core";
import { logAnswers, logRequests, pinoSink } from "@tandem/monitoring";
import { httpServer, newApiKey, security } from "@tandem/service";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { failing, halving } from "./service.ts";

/** Every line that is logged until the test ends. */
function logged(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().trim().split("\n")) lines.push(JSON.parse(line) as Record<string, unknown>);
      done();
    },
  });
  onTestFinished(logTo(pinoSink(pino(stream))));
  return lines;
}

it("writes one JSON line an answer, with its request id, and stacks of failures", async () => {
  const lines = logged();
  const service = await halving();
  logAnswers(service);
  await service.ask("half", { x: 4, email: "ada@example.org" }, { requestId: "r-1" });
  await expect(service.ask("half", { x: 1 }, failing)).rejects.toThrow();
  const answers = lines.filter(({ logger }) => logger === "service.answers");
  expect(answers).toMatchObject([
    { level: 30, msg: "answered", requestId: "r-1", endpoint: "half", target: "halves@champion", role: "answer" },
    { level: 50, msg: "failed", requestId: "bad", code: "unknown", err: { message: "planted" } },
  ]);
  expect((answers[1]!["err"] as { stack: string }).stack).toContain("service.ts");
  expect(JSON.stringify(lines)).not.toContain("ada@example.org");
});

it("writes one JSON line a request: who asked, what route, what answered; never what was asked", async () => {
  const lines = logged();
  const service = await halving();
  const { key, kept } = newApiKey("shop", ["predict"]);
  const app = httpServer(service, { modules: [await security({ keys: [kept] }), logRequests()] });
  const ask = (url: string, headers: Record<string, string>) =>
    app.inject({
      method: "POST",
      url,
      headers: { "x-request-id": "r-1", ...headers },
      payload: { x: 4, email: "ada@example.org" },
    });
  await ask("/endpoints/half?token=hush", { "x-api-key": key });
  await ask("/endpoints/half", {});
  await ask("/endpoints/half/implementations/broken", { "x-api-key": key });
  await ask("/a/secret/path", {});
  await app.inject("/health/live");
  const requests = lines.filter(({ logger }) => logger === "service.requests");
  expect(requests).toMatchObject([
    {
      level: 30,
      requestId: "r-1",
      method: "POST",
      route: "/endpoints/:type",
      status: 200,
      caller: "shop",
      target: "halves@champion",
    },
    { level: 40, requestId: "r-1", route: "/endpoints/:type", status: 401, address: "127.0.0.1" },
    { level: 50, route: "/endpoints/:type/implementations/:target", status: 500, caller: "shop" },
    { level: 30, route: null, status: 404 },
  ]);
  expect(requests.every(({ milliseconds }) => Number(milliseconds) > 0)).toBe(true);
  for (const hidden of ["ada@example.org", "hush", "/a/secret", key])
    expect(JSON.stringify(lines)).not.toContain(hidden);
});

it("leaves out as many of the requests answered well as it is told, and none that failed", async () => {
  const lines = logged();
  const app = httpServer(await halving(), { modules: [logRequests({ share: 0 })] });
  for (const target of ["halves", "broken"])
    await app.inject({ method: "POST", url: `/endpoints/half/implementations/${target}`, payload: { x: 4 } });
  expect(lines.filter(({ logger }) => logger === "service.requests")).toMatchObject([{ status: 500 }]);
});
