import { execFileSync } from "node:child_process";
import { serviceMetrics } from "@tandem/monitoring";
import { httpServer } from "@tandem/service";
import { expect, it } from "vitest";
import { failing, halving } from "./service.ts";

const promtool = process.env["TANDEM_TEST_PROMTOOL"]!;

/** What Prometheus's own checker finds wrong; empty where it finds nothing. */
function complaints(text: string): string {
  try {
    return execFileSync(promtool, ["check", "metrics"], { input: text, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message: string };
    return `${stdout ?? ""}${stderr ?? ""}` || message;
  }
}

it("Prometheus's promtool finds nothing wrong with /metrics, and does with a planted fault", async () => {
  const service = await halving();
  const metrics = serviceMetrics(service);
  for (let n = 0; n < 3; n++) await service.ask("half", { x: n }, { requestId: `r${n}` });
  await expect(service.ask("half", { x: 1 }, failing)).rejects.toThrow("planted");
  const drift = { endpoint: "half", version: "half@1", test: "ks", statistic: 1, pValue: 0.01, psi: 0.3, count: 9 };
  metrics.drift({ ...drift, test: "ks", field: 'a "quoted" \\ field\nof two lines' }, true);
  metrics.live("half", "halves@champion", "mae", NaN);
  const app = httpServer(service, { modules: [metrics.module] });
  const { body } = await app.inject({ url: "/metrics" });
  await app.close();
  expect(body).toContain("tandem_answer_seconds_bucket");
  expect(body).toContain("tandem_errors_total");
  expect(body).toContain("tandem_drift");
  expect(complaints(body)).toBe("");
  expect(complaints(body.replace("# HELP tandem_errors_total", "# HELPLESS tandem_errors_total"))).toContain(
    "no help text",
  );
});
