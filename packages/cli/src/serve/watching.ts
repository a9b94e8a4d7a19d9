import { serviceMetrics } from "@tandem/monitoring";
import type { Registry } from "@tandem/registry";
import { compareMirrors, watchCanaries, type HttpModule } from "@tandem/service";
import type { Io } from "../io.ts";
import type { Project } from "../project/open-project.ts";
import { startDrift, type ModelDrift } from "./drift.ts";
import { requestLogs } from "./logs.ts";
import type { ServedProject } from "./open-service.ts";
import { startPredictionLog } from "./prediction-log.ts";
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
  const stopLog = await startPredictionLog(project, service);
  const profile: ModelDrift["profile"] = (pkg, version) => {
    const sensitive = serve.predictions?.sensitive?.[version.model] ?? [];
    return trainingProfile(project, io, registry, { pkg, version, sensitive });
  };
  const stopDrift = await startDrift(serve, service, { packages, profile, onFound: metrics?.drift, say });
  watchCanaries(service);
  compareMirrors(service);
  return {
    modules: [...traces, ...requestLogs(serve, service), ...(metrics ? [metrics.module] : [])],
    async stop() {
      stopDrift();
      metrics?.stop();
      await stopLog();
    },
  };
}
