import { expect, it } from "vitest";
import { timesImplementation } from "./fixtures/doubling.mjs";
import { because, opened } from "./fixtures/opened.ts";

const threads = { times: { count: 1, memory: 64 } };
const ask = (x: number, deadline = 20_000) => ({ x, deadline });

it("answers as inline does", async () => {
  const [inline, threaded] = [await opened([timesImplementation]), await opened([timesImplementation], { threads })];
  for (const x of [0, 1.5, -7, 1e300, 13]) {
    const answers = await Promise.allSettled(
      [inline, threaded].map(({ service }) => service.ask("timed", { x }, { requestId: "r" })),
    );
    const [a, b] = answers.map((answer) =>
      answer.status === "fulfilled" ? answer.value.output : (answer.reason as Error).message,
    );
    expect(b).toEqual(a);
  }
});

it("never blocks the loop, stops at the deadline, and goes on", async () => {
  const { service } = await opened([timesImplementation], { threads });
  for (const x of [-1, -2]) {
    const { deadline } = ask(x, 100);
    await service.setRoute("timed", { default: "times", deadline }, because);
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    await expect(service.ask("timed", { x }, { requestId: "r" })).rejects.toMatchObject({ code: "service/deadline" });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    await service.setRoute("timed", { default: "times", deadline: 30_000 }, because);
    expect((await service.ask("timed", { x: 4 }, { requestId: "r" })).output).toEqual({ y: 8 });
  }
});

it("outlives a thread that takes too much memory", async () => {
  const { service } = await opened([timesImplementation], { threads, deadline: 50_000 });
  await expect(service.ask("timed", { x: -3 }, { requestId: "r" })).rejects.toMatchObject({
    code: "service/thread-failed",
  });
  expect((await service.ask("timed", { x: 4 }, { requestId: "r" })).output).toEqual({ y: 8 });
});

it("follows an alias that moves", async () => {
  const { service, registry } = await opened([timesImplementation], { threads });
  await registry.aliases.set("times", "champion", 2, because);
  await service.refresh();
  expect((await service.ask("timed", { x: 4 }, { requestId: "r" })).output).toEqual({ y: 12 });
});
