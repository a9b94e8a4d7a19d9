import type { Json, TableStore } from "@tandem/core";
import type { PredictionRow } from "./prediction-row.ts";

export interface GivenLabel {
  readonly requestId: string;
  readonly label: Json;
}

/** Requests that one query asks for. */
const PER_QUERY = 500;

/** Joins labels that came later to the predictions of their requests; gives the number of predictions that got one. */
export async function labelPredictions(
  table: TableStore<PredictionRow>,
  labels: Iterable<GivenLabel>,
): Promise<number> {
  const known = new Map<string, Json>();
  for (const { requestId, label } of labels) known.set(requestId, label);
  const ids = [...known.keys()];
  let labelled = 0;
  for (let from = 0; from < ids.length; from += PER_QUERY) {
    const rows: PredictionRow[] = [];
    const where = ["requestId", "in", ids.slice(from, from + PER_QUERY)] as const;
    for await (const row of table.select({ where })) rows.push({ ...row, label: known.get(row.requestId)! });
    await table.upsert(rows);
    labelled += rows.length;
  }
  return labelled;
}
