import { TandemError, type TableStore, type Technology } from "@tandem/core";
import { predictionLayout, type PredictionRow } from "./prediction-row.ts";

/** The table of predictions in a storage, made where it is missing. @throws TandemError `storage/unsupported` */
export async function predictionTable(technology: Technology, name?: string): Promise<TableStore<PredictionRow>> {
  if (!technology.table)
    throw new TandemError("storage/unsupported", { technology: technology.name, what: "hold tables" });
  return (await technology.table(predictionLayout(name))) as unknown as TableStore<PredictionRow>;
}
