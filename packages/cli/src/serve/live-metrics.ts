import { logger, TandemError, type AnyModelPackage, type Task } from "@tandem/core";
import { higherIsBetter } from "@tandem/evaluation";
import { liveMetrics, type ServiceMetrics } from "@tandem/monitoring";
import type { CanaryOptions, ModelService } from "@tandem/service";
import type { Config } from "../config/read-config.ts";
import type { PredictionTable } from "./prediction-log.ts";

type Packages = ReadonlyMap<string, AnyModelPackage>;
const taskOf = (packages: Packages, endpoint: string) =>
  packages.get(endpoint)?.task as Task<unknown, object> | undefined;

/** Sets the gauges of live metrics now and then, of every target that a route names. Returns what stops it. */
export function startLiveMetrics(
  service: ModelService,
  packages: Packages,
  table: PredictionTable,
  { every, live }: { readonly every: number; readonly live: ServiceMetrics["live"] },
): () => void {
  const look = async () => {
    for (const { endpoint, target } of service.states) {
      const task = taskOf(packages, endpoint);
      const { metrics = {} } = task ? await liveMetrics(table, task, { endpoint, target }) : {};
      for (const [metric, value] of Object.entries(metrics))
        if (typeof value === "number" && Number.isFinite(value)) live(endpoint, target, metric, value);
    }
  };
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look()
      .catch((error: unknown) => log.error("live metrics could not be looked at", { error }))
      .finally(() => (looking = false));
  }, every).unref();
  return () => clearInterval(timer);
}

/**
 * The live metric that canaries are judged by: of the answers since the route was set, once as many of them have labels
 * as the canary needs answers. @throws TandemError `config/unknown-metric`
 */
export function canaryMetric(
  { file, serve }: Config,
  service: ModelService,
  packages: Packages,
  table: PredictionTable | undefined,
): CanaryOptions {
  const metric = serve.predictions?.canaryMetric;
  if (metric === undefined || !table) return {};
  const higher = higherIsBetter(metric);
  if (higher === undefined) throw new TandemError("config/unknown-metric", { file, metric });
  return {
    async metric(endpoint, target) {
      const [task, needed] = [taskOf(packages, endpoint), service.route(endpoint).canary?.minAnswers ?? 1];
      const at = (await service.routeHistory(endpoint)).at(-1)?.at ?? 0;
      if (!task) return undefined;
      const { labelled, metrics } = await liveMetrics(table, task, { endpoint, target, since: new Date(at) });
      const value = metrics?.[metric];
      return value === undefined || labelled < needed ? undefined : higher ? value : -value;
    },
  };
}

const log = logger("serve.live");
