import { churn } from "@tandem/model-churn";
import { serviceMetrics } from "@tandem/monitoring";
import { compareMirrors, httpServer, serveUntilStopped, watchCanaries, type Verdict } from "@tandem/service";
import { openQuestions } from "./questions.ts";
import { openWorld } from "./world.ts";

const { registry, service, customers, close } = await openWorld();
const metrics = serviceMetrics(service);
const { url, stop } = await serveUntilStopped(httpServer(service, { modules: [metrics.module] }), service, { port: 0 });
const questions = await openQuestions(service, url, customers);
const because = (why: string) => ({ author: "example", why });
const steps = {
  steps: [0.2, 0.5],
  step: 0,
  minAnswers: 150,
  maxErrorRate: 0.01,
  maxLatencyRatio: 20,
  maxMetricLoss: 0.1,
};

const verdicts: Verdict["kind"][] = [];
watchCanaries(service, {
  metric: (_, target) => questions.quality(target),
  onVerdict: (_, verdict) => {
    verdicts.push(verdict.kind);
    if (verdict.kind !== "wait") console.log(`  ${verdict.kind}: ${verdict.why}`);
  },
});
const settled = () => verdicts.includes("promote") || verdicts.includes("rollback");
const check = (held: boolean, what: string) => {
  if (!held) throw new Error(`expected ${what}`);
};

console.log("1. Mirror: the candidate answers too, and nobody sees it.");
const mirrors = compareMirrors(service, { tolerance: 0.05, logged: 0 });
await service.setRoute(churn.name, { default: "churn", mirror: ["churn@candidate"] }, because("look at the candidate"));
await questions.ask(400);
const [mirrored] = mirrors.records();
check(mirrored?.compared === 400 && mirrored.failed === 0, "400 compared answers");
console.log(`  ${mirrored!.compared} pairs, ${(100 * mirrored!.agreement).toFixed(1)} % agree within 0.05`);
console.log(
  `  ROC-AUC so far: champion ${await quality("churn@champion")}, candidate ${await quality("churn@candidate")}`,
);

console.log("2. Canary: it answers 20 %, then 50 %, and becomes the default.");
questions.begin();
await service.setRoute(
  churn.name,
  { default: "churn", canary: { ...steps, target: "churn@candidate" } },
  because("try it"),
);
await questions.ask(4_000, settled);
check(verdicts.join() === "step,promote", "a step and a promotion");
check(service.route(churn.name).default === "churn@candidate", "the candidate as the default");
await registry.aliases.set(churn.name, "champion", 2, because("it won the canary"));
await service.refresh();
await service.setRoute(churn.name, { default: "churn" }, because("the candidate is champion"));

console.log("3. Rollback: a careless version, trained on mixed-up labels, is found out.");
verdicts.length = 0;
questions.begin();
await service.setRoute(
  churn.name,
  { default: "churn", canary: { ...steps, target: "churn@careless" } },
  because("try it"),
);
await questions.ask(4_000, settled);
check(verdicts.join() === "rollback", "a rollback");
check(service.route(churn.name).canary === undefined, "a route without the careless version");

console.log("\nWhat the registry keeps of it:");
for (const { author, why } of await service.routeHistory(churn.name)) console.log(`  ${author}: ${why}`);
const answered = (await metrics.text()).split("\n").filter((line) => line.startsWith("tandem_answer_seconds_count"));
console.log(`\nAnd Prometheus:\n${answered.map((line) => `  ${line}`).join("\n")}`);

await questions.stop();
await stop();
await close();

async function quality(target: string): Promise<string> {
  return (await questions.quality(target))?.toFixed(3) ?? "unknown";
}
