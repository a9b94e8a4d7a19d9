import { TandemError, type TableStore } from "@tandem/core";
import { logPredictions, predictionLayout, predictionTable, type PredictionRow } from "@tandem/monitoring";
import type { ModelService } from "@tandem/service";
import { adoptTable, parseAddress } from "@tandem/storage-catalog";
import { openCatalog } from "../project/open-catalog.ts";
import type { Project } from "../project/open-project.ts";
import { defined } from "./open-service.ts";

export type PredictionTable = TableStore<PredictionRow>;

/**
 * The table that `serve.predictions` names, made where it is missing and known to the catalog.
 * @throws TandemError `config/no-prediction-log`, `storage/unsupported`, `config/no-technology`
 */
export async function predictionTableOf(project: Project): Promise<PredictionTable> {
  const { file, serve } = project.config;
  if (!serve.predictions) throw new TandemError("config/no-prediction-log", { file });
  const address = serve.predictions.table;
  const { technology, name } = parseAddress(address);
  const table = await predictionTable(await project.technologies.open(technology), name);
  const catalog = await openCatalog(project, [address]);
  await adoptTable(catalog, address, predictionLayout(name), "questions and answers of tandem serve");
  return table;
}

/**
 * Keeps questions and answers in a table, as `serve.predictions` says. Returns what stops it, once what waits is written.
 * @throws TandemError `config/unknown-endpoint`
 */
export function startPredictionLog(
  { config }: Project,
  service: ModelService,
  table: PredictionTable,
): () => Promise<void> {
  const { share, sensitive, every, maxWaiting } = config.serve.predictions!;
  const known = service.endpoints.map((type) => type.name);
  for (const endpoint of Object.keys(sensitive ?? {}))
    if (!known.includes(endpoint))
      throw new TandemError("config/unknown-endpoint", { file: config.file, endpoint, known });
  const log = logPredictions(service, table, defined({ share, sensitive, every, maxWaiting }));
  return () => log.stop();
}
