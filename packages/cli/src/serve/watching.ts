import { serviceMetrics } from "@tandem/monitoring";
import type { Registry } from "@tandem/registry";
import { compareMirrors, watchCanaries, type HttpModule } from "@tandem/service";
import type { Io } from "../io.ts";
import type { Project } from "../project/open-project.ts";
import { startDrift, type ModelDrift } from "./drift.ts";
import { canaryMetric, startLiveMetrics } from "./live-metrics.ts";
import { requestLogs } from "./logs.ts";
import type { ServedProject } from "./open-service.ts";
import { predictionTableOf, startPredictionLog } from "./prediction-log.ts";
import { tracesOf } from "./traces.ts";
import { trainingProfile } from "./training-profile.ts";

/** What looks at a service while it answers. */
export interface Watching {
  readonly modules: readonly HttpModule[];
  /** Writes what is still to be written. */
  stop(): Promise<void>;
}

/** Starts what `serve` names: metrics, logs, traces, the prediction log, drift; canaries and mirrors always. */
export async function startWatching(
  project: Project,
  io: Io,
  registry: Registry,
  { service, packages }: ServedProject,
  say: (words: string) => void,
): Promise<Watching> {
  const { serve } = project.config;
  const traces = await tracesOf(project.config);
  const metrics = serve.metrics === false ? undefined : serviceMetrics(service);
  const stops: (() => Promise<void> | void)[] = [() => metrics?.stop()];
  const table = serve.predictions && (await predictionTableOf(project));
  if (table) stops.push(startPredictionLog(project, service, table));
  const every = serve.predictions?.liveEvery;
  if (table && metrics && every !== undefined)
    stops.push(startLiveMetrics(service, packages, table, { every, live: metrics.live }));
  const profile: ModelDrift["profile"] = (pkg, version) => {
    const sensitive = serve.predictions?.sensitive?.[version.model] ?? [];
    return trainingProfile(project, io, registry, { pkg, version, sensitive });
  };
  stops.push(await startDrift(serve, service, { packages, profile, onFound: metrics?.drift, say }));
  watchCanaries(service, canaryMetric(project.config, service, packages, table));
  compareMirrors(service);
  return {
    modules: [...traces, ...requestLogs(serve, service), ...(metrics ? [metrics.module] : [])],
    async stop() {
      for (const stop of stops) await stop();
    },
  };
}
