import type { Document } from "@tandem/registry";
import type { ModelMetric } from "./model-metrics.ts";

export interface LoggedModel {
  readonly name: string;
  readonly model_type?: string;
  readonly source_run_id?: string;
  readonly status: string;
  readonly updated: number;
  readonly deleted?: boolean;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly ModelMetric[];
}

/** The kind of document that holds one. */
export const LOGGED_MODEL = "mlflow-logged-model";

export function modelOf(document: Document): LoggedModel {
  return document.body as unknown as LoggedModel;
}
