import { connect } from "node:net";
import { defineImplementation } from "@tandem/core";
import { httpServer, serveUntilStopped } from "@tandem/service";
import { expect, it, onTestFinished } from "vitest";
import { Timed, timesImplementation } from "./fixtures/doubling.mjs";
import { because, opened } from "./fixtures/opened.ts";

const ask = (url: string, x: number) =>
  fetch(`${url}/endpoints/timed`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ x }),
  });

/** Answers when it is told to, so that tests say how long a question is under way. */
function gate() {
  const waiting: (() => void)[] = [];
  const implementation = defineImplementation(Timed, {
    name: "gate",
    open: () => ({ answer: ({ x }) => new Promise((done) => waiting.push(() => done({ y: x }))) }),
  });
  return { implementation, waiting, open: () => waiting.splice(0).forEach((go) => go()) };
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((next) => setTimeout(next, 5));
}

it("fails no question while aliases and routes move", async () => {
  const { service, registry } = await opened([timesImplementation], { refresh: 5 });
  const app = httpServer(service);
  const { url, stop } = await serveUntilStopped(app, service, { port: 0, signals: [] });
  onTestFinished(stop);
  let asking = true;
  const answers: number[] = [];
  const client = async () => {
    while (asking) {
      const reply = await ask(url, 10);
      expect(reply.status).toBe(200);
      answers.push(((await reply.json()) as { y: number }).y);
    }
  };
  const clients = Promise.all([client(), client(), client(), client()]);
  for (let move = 0; move < 12; move++) {
    await registry.aliases.set("times", "champion", 1 + (move % 2), because);
    const asked = answers.length;
    await Promise.race([until(() => answers.length > asked + 4), clients]);
    await service.setRoute("timed", { default: move % 3 ? "times" : "times@candidate" }, because);
  }
  asking = false;
  await clients;
  expect(new Set(answers)).toEqual(new Set([20, 30]));
});

it("refuses more than it can hold with 503 and when to come again", async () => {
  const { implementation, open, waiting } = gate();
  const { service } = await opened([implementation], { maxWaiting: 2 });
  const app = httpServer(service);
  const { url, stop } = await serveUntilStopped(app, service, { port: 0, signals: [] });
  onTestFinished(stop);
  const [first, second] = [ask(url, 1), ask(url, 2)];
  await until(() => waiting.length === 2);
  const refused = await ask(url, 3);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await refused.json()).toMatchObject({ error: { code: "service/overloaded" } });
  open();
  expect([(await first).status, (await second).status]).toEqual([200, 200]);
  const again = ask(url, 4);
  await until(() => waiting.length === 1);
  open();
  expect((await again).status).toBe(200);
});

it("answers what is under way when it is told to stop, and accepts no more", async () => {
  const { implementation, open, waiting } = gate();
  const { service } = await opened([implementation]);
  const app = httpServer(service);
  const { url, stopped } = await serveUntilStopped(app, service, { port: 0, signals: ["SIGUSR2"] });
  const underWay = ask(url, 7);
  await until(() => waiting.length === 1);
  process.emit("SIGUSR2");
  await until(() => !app.server.listening);
  await expect(ask(url, 8)).rejects.toThrow("fetch failed");
  open();
  expect(await (await underWay).json()).toEqual({ y: 7 });
  await stopped;
  expect(service.ready).toBe(false);
});

it("closes on clients that never end their request, and serves the others meanwhile", async () => {
  const { service } = await opened([timesImplementation]);
  const app = httpServer(service, { requestTimeout: 2_000 });
  const { url, stop } = await serveUntilStopped(app, service, { port: 0, signals: [] });
  onTestFinished(stop);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let said = "";
  const closed = new Promise<void>((end) => socket.once("close", () => end()));
  socket.on("data", (chunk) => (said += chunk.toString())).on("error", () => undefined);
  socket.write(
    "POST /endpoints/timed HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{",
  );
  expect((await ask(url, 2)).status).toBe(200);
  await closed;
  expect(said).toContain("408");
});

it("refuses bodies that are too large", async () => {
  const { service } = await opened([timesImplementation]);
  const app = httpServer(service, { bodyLimit: 100 });
  const reply = await app.inject({
    method: "POST",
    url: "/endpoints/timed",
    headers: { "content-type": "application/json" },
    payload: JSON.stringify({ x: 1, filler: "x".repeat(200) }),
  });
  expect(reply.statusCode).toBe(413);
  await app.close();
});
