import { Writable } from "node:stream";
import { logTo } from "@tandem/core";
import { logAnswers, pinoSink } from "@tandem/monitoring";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { failing, halving } from "./service.ts";

it("writes one JSON line an answer, with its request id, and stacks of failures", async () => {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().trim().split("\n")) lines.push(JSON.parse(line) as Record<string, unknown>);
      done();
    },
  });
  onTestFinished(logTo(pinoSink(pino(stream))));
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
