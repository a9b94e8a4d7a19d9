import { serviceMetrics } from "@tandem/monitoring";
import { httpServer } from "@tandem/service";
import { expect, it } from "vitest";
import { failing, halving } from "./service.ts";

/** Samples of the text format, refused where a line, a help text, a type or a suffix is not as Prometheus wants it. */
function parse(text: string): Map<string, number> {
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const samples = new Map<string, number>();
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.trimEnd().split("\n").filter(Boolean)) {
    const [, kind, name, rest] = /^# (HELP|TYPE) ([a-z_][a-z0-9_]*) (.+)$/.exec(line) ?? [];
    if (kind === "HELP") helped.add(name!);
    else if (kind === "TYPE") {
      expect(types.has(name!)).toBe(false);
      types.set(name!, rest!);
      if (rest === "counter") expect(name).toMatch(/_total$/);
      else expect(name).not.toMatch(/_(total|count|sum|bucket)$/);
      if (rest === "histogram") expect(name).toMatch(/_seconds$/);
    } else {
      const [, sample, labels = "", value] =
        /^([a-z_][a-z0-9_]*)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (-?[\d.e+-]+|NaN|\+Inf)$/.exec(line) ?? [];
      expect(sample, line).toBeDefined();
      const family = sample!.replace(/_(bucket|sum|count)$/, "");
      expect(types.has(family) || types.has(sample!), line).toBe(true);
      expect(helped.has(family) || helped.has(sample!), line).toBe(true);
      expect(samples.has(sample! + labels), line).toBe(false);
      samples.set(sample! + labels, Number(value));
    }
  }
  return samples;
}

it("counts answers and errors, by endpoint, implementation, version and role", async () => {
  const service = await halving();
  const metrics = serviceMetrics(service);
  for (let n = 0; n < 3; n++) await service.ask("half", { x: n }, { requestId: `r${n}` });
  await expect(service.ask("half", { x: 1 }, failing)).rejects.toThrow("planted");
  const drift = {
    endpoint: "half",
    version: "half@1",
    test: "ks",
    statistic: 1,
    pValue: 0.01,
    psi: 0.3,
    count: 9,
  } as const;
  metrics.drift({ ...drift, field: 'a "quoted" \\ field' }, true);
  metrics.live("half", "halves@champion", "mae", 0.1);
  const app = httpServer(service, { modules: [metrics.module] });
  for (const payload of [{ x: "1" }, { x: 1 }]) await app.inject({ method: "POST", url: "/endpoints/half", payload });
  const reply = await app.inject({ url: "/metrics" });
  expect(reply.headers["content-type"]).toContain("text/plain; version=0.0.4");
  const samples = parse(reply.body);
  const labels = 'endpoint="half",implementation="halves",version="",role="answer"';
  expect(samples.get(`tandem_answer_seconds_count{${labels}}`)).toBe(4);
  expect(samples.get(`tandem_answer_seconds_bucket{le="+Inf",${labels}}`)).toBe(4);
  const error = 'endpoint="half",implementation="broken",version="",role="answer",code="unknown"';
  expect(samples.get(`tandem_errors_total{${error}}`)).toBe(1);
  const refused = 'endpoint="half",implementation="",version="",role="refused",code="service/invalid-input"';
  expect(samples.get(`tandem_errors_total{${refused}}`)).toBe(1);
  const drifting = 'endpoint="half",version="half@1",field="a \\"quoted\\" \\\\ field"';
  expect(samples.get(`tandem_drift{${drifting},measure="psi"}`)).toBe(0.3);
  expect(samples.get(`tandem_drift_alerts_total{${drifting}}`)).toBe(1);
  expect(samples.get("tandem_ready")).toBe(1);
  expect(samples.get('tandem_questions_waiting{endpoint="half",target="halves@champion"}')).toBe(0);
  metrics.stop();
  await service.ask("half", { x: 1 }, { requestId: "late" });
  expect(parse(await metrics.text()).get(`tandem_answer_seconds_count{${labels}}`)).toBe(4);
  await app.close();
});
