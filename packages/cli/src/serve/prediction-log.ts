import { TandemError } from "@tandem/core";
import { logPredictions, predictionTable } from "@tandem/monitoring";
import type { ModelService } from "@tandem/service";
import { parseAddress } from "@tandem/storage-catalog";
import type { Project } from "../project/open-project.ts";
import { defined } from "./open-service.ts";

/**
 * Keeps questions and answers in the table that `serve.predictions` names, made where it is missing. Returns what stops
 * it, once what waits is written. @throws TandemError `storage/unsupported`, `config/no-technology`, `config/unknown-endpoint`
 */
export async function startPredictionLog(project: Project, service: ModelService): Promise<() => Promise<void>> {
  const { file, serve } = project.config;
  if (!serve.predictions) return () => Promise.resolve();
  const { table: address, ...options } = serve.predictions;
  const known = service.endpoints.map((type) => type.name);
  for (const endpoint of Object.keys(options.sensitive ?? {}))
    if (!known.includes(endpoint)) throw new TandemError("config/unknown-endpoint", { file, endpoint, known });
  const { technology, name } = parseAddress(address);
  const table = await predictionTable(await project.technologies.open(technology), name);
  const log = logPredictions(service, table, defined(options));
  return () => log.stop();
}
