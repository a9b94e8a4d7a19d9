import { jsonSchemaOf, logger, sortedClasses, TandemError, type AnyModelPackage, type Label } from "@tandem/core";
import { higherIsBetter } from "@tandem/evaluation";
import { liveMetrics, type ServiceMetrics } from "@tandem/monitoring";
import type { CanaryOptions, ModelService } from "@tandem/service";
import type { Config } from "../config/read-config.ts";
import type { PredictionTable } from "./prediction-log.ts";

type Packages = ReadonlyMap<string, AnyModelPackage>;

/** The task of an endpoint's model, and the classes that the schema of its labels lists. */
function judgedBy(packages: Packages, endpoint: string) {
  const pkg = packages.get(endpoint);
  if (!pkg) return undefined;
  const listed = jsonSchemaOf(pkg.label)?.["enum"] as readonly Label[] | undefined;
  return { task: pkg.task, classes: listed && sortedClasses(listed) };
}

/** Sets the gauges of live metrics now and then, of every target that a route names. Returns what stops it. */
export function startLiveMetrics(
  service: ModelService,
  packages: Packages,
  table: PredictionTable,
  { every, live }: { readonly every: number; readonly live: ServiceMetrics["live"] },
): () => void {
  const look = async () => {
    for (const { endpoint, target } of service.states) {
      const judged = judgedBy(packages, endpoint);
      if (!judged) continue;
      const { metrics = {} } = await liveMetrics(table, judged.task, { endpoint, target, classes: judged.classes });
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
      const [judged, needed] = [judgedBy(packages, endpoint), service.route(endpoint).canary?.minAnswers ?? 1];
      if (!judged) return undefined;
      const since = new Date((await service.routeHistory(endpoint)).at(-1)?.at ?? 0);
      const { task, classes } = judged;
      const { labelled, metrics } = await liveMetrics(table, task, { endpoint, target, since, classes });
      const value = metrics?.[metric];
      return value === undefined || labelled < needed ? undefined : higher ? value : -value;
    },
  };
}

const log = logger("serve.live");
