import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpServer, ModelService, serveUntilStopped } from "@tandem/service";
import { pythonImplementation } from "@tandem/toolkit-python";
import { Score, scoring } from "./model.mjs";
import { registered } from "./registered.mjs";

const because = { author: "soak", why: "soak" };
const { registry, store } = await registered(mkdtempSync(join(tmpdir(), "tandem-soak-")), [7, 8]);
const crashing = pythonImplementation(Score, { name: "crashing", script: new URL("./crashing.py", import.meta.url) });
const service = await ModelService.open({
  implementations: [scoring(), crashing],
  registry,
  store: () => store,
  refresh: 200,
});
const route = { default: "logistic", split: { logistic: 95, crashing: 5 }, fallback: "logistic" };
await service.setRoute("score", route, because);

let moves = 0;
let crashes = 0;
service.observe(({ error }) => {
  if (error?.code === "python/crashed") crashes++;
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
