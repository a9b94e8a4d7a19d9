import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { implementModel } from "@tandem/core";
import { httpServer, ModelService, serveUntilStopped } from "@tandem/service";
import { crashing } from "./crashing.mjs";
import { Score, scoring } from "./model.mjs";
import { registered } from "./registered.mjs";

const because = { author: "soak", why: "soak" };
const { registry, store } = await registered(mkdtempSync(join(tmpdir(), "tandem-soak-")), [7, 8]);
const to = ({ label, probability }) => ({ label, probability });
const service = await ModelService.open({
  implementations: [scoring(), implementModel(crashing, { endpoint: Score, name: "crashing", to })],
  registry,
  store: () => store,
  refresh: 200,
  threads: { crashing: { count: 1 } },
});
const route = { default: "logistic", split: { logistic: 95, crashing: 5 }, fallback: "logistic" };
await service.setRoute("score", route, because);

let moves = 0;
let crashes = 0;
service.observe(({ error }) => {
  if (error?.code === "service/thread-failed") crashes++;
});
const timer = setInterval(() => void registry.aliases.set("logistic", "champion", 1 + (moves++ % 2), because), 1_000);
const app = httpServer(service);
const { url, stopped } = await serveUntilStopped(app, service, { port: 0 });
process.send({ port: Number(new URL(url).port) });
process.on("message", () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, rss, external } = process.memoryUsage();
  process.send({ heap: heapUsed, rss, external, moves, crashes });
});
await stopped;
clearInterval(timer);
await registry.close();
process.disconnect();
