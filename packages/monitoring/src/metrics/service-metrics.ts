import { TandemError } from "@tandem/core";
import { failureOf, type HttpModule, type ModelService, type Outcome } from "@tandem/service";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { FoundDrift } from "../drift/watch-drift.ts";
import { metricsOfAll } from "./across-processes.ts";

export interface ServiceMetrics {
  /** Serves `GET /metrics` in the text format of Prometheus; of all processes where the first one gathers them. */
  readonly module: HttpModule;
  /** The text of this process alone. */
  text(): Promise<string>;
  /** Sets `tandem_drift` and counts alerts, as {@link watchDrift} finds them. */
  drift(found: FoundDrift, alert: boolean): void;
  /** Sets `tandem_live_metric`. */
  live(endpoint: string, target: string, metric: string, value: number): void;
  stop(): void;
}

const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Metrics of a service for Prometheus:
 *
 * - `tandem_answer_seconds`, a histogram by endpoint, implementation, version and role (answer, fallback, mirror);
 * - `tandem_errors_total` by endpoint, implementation, version, role and code; inputs that the endpoint's schema refuses
 *   have the role "refused" and no implementation;
 * - `tandem_questions_waiting` by endpoint and target, `tandem_ready`;
 * - `tandem_drift`, `tandem_drift_alerts_total` and `tandem_live_metric`, where something sets them.
 */
export function serviceMetrics(service: ModelService): ServiceMetrics {
  const register = new Registry();
  const registers = [register];
  const who = ["endpoint", "implementation", "version", "role"] as const;
  const seconds = new Histogram({
    name: "tandem_answer_seconds",
    help: "Time that answers took, in seconds.",
    labelNames: who,
    buckets: BUCKETS,
    registers,
  });
  const errors = new Counter({
    name: "tandem_errors_total",
    help: "Questions that were not answered, by the code of the error.",
    labelNames: [...who, "code"],
    registers,
  });
  gauges(service, registers);
  const drift = new Gauge({
    name: "tandem_drift",
    help: "How far recent values are from those of the training, by field and measure.",
    labelNames: ["endpoint", "version", "field", "measure"],
    aggregator: "max",
    registers,
  });
  const alerts = new Counter({
    name: "tandem_drift_alerts_total",
    help: "Looks at recent values that found a drift, by field.",
    labelNames: ["endpoint", "version", "field"],
    registers,
  });
  const live = new Gauge({
    name: "tandem_live_metric",
    help: "Metrics of predictions whose labels have come.",
    labelNames: ["endpoint", "target", "metric"],
    aggregator: "average",
    registers,
  });
  const stop = service.observe((outcome) => {
    const labels = labelsOf(outcome);
    seconds.observe(labels, outcome.milliseconds / 1000);
    if (outcome.error !== undefined) errors.inc({ ...labels, code: codeOf(outcome.error) });
  });
  const all = metricsOfAll(register);
  return {
    stop,
    text: () => register.metrics(),
    drift: ({ endpoint, version, field, psi, pValue }, alert) => {
      const labels = { endpoint, version, field };
      drift.set({ ...labels, measure: "psi" }, psi);
      drift.set({ ...labels, measure: "p_value" }, pValue);
      alerts.inc(labels, alert ? 1 : 0);
    },
    live: (endpoint, target, metric, value) => live.set({ endpoint, target, metric }, value),
    module(app) {
      app.addHook("onResponse", (request, _reply, done) => {
        const failure = failureOf(request);
        if (TandemError.is(failure, "service/invalid-input")) errors.inc(refusal(failure.details.endpoint));
        done();
      });
      app.get("/metrics", { config: { scope: "read" } }, async (_request, reply) =>
        reply.header("content-type", register.contentType).send(await all()),
      );
    },
  };
}

function gauges(service: ModelService, registers: Registry[]): void {
  new Gauge({
    name: "tandem_questions_waiting",
    help: "Questions whose work has not ended.",
    labelNames: ["endpoint", "target"],
    registers,
    async collect() {
      this.reset();
      for (const { name } of service.endpoints)
        for (const { title, waiting } of await service.targets(name))
          this.set({ endpoint: name, target: title }, waiting);
    },
  });
  new Gauge({
    name: "tandem_ready",
    help: "1 while the service takes questions and every target that may be asked can answer.",
    aggregator: "min",
    registers,
    collect() {
      this.set(service.ready ? 1 : 0);
    },
  });
}

function labelsOf({ endpoint, target, role }: Outcome) {
  return { endpoint, implementation: target.name.implementation, version: target.versionText, role };
}

/** An input that nobody was asked for. */
function refusal(endpoint: string) {
  return { endpoint, implementation: "", version: "", role: "refused", code: "service/invalid-input" };
}

function codeOf(error: unknown): string {
  return TandemError.is(error) ? error.code : "unknown";
}
