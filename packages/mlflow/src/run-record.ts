import type { Json } from "@tandem/core";
import type { RegisteredRun } from "@tandem/registry";

/** What MLflow knows of a run beyond the registry: kept in the run's record, beside what others keep there. */
export interface MlflowRecord {
  readonly inputs: readonly Json[];
  readonly modelInputs: readonly Json[];
  readonly modelOutputs: readonly Json[];
}

export function recordOf({ record }: RegisteredRun): MlflowRecord {
  const fields = fieldsOf(record);
  const list = (name: keyof MlflowRecord) => (Array.isArray(fields[name]) ? (fields[name] as readonly Json[]) : []);
  return { inputs: list("inputs"), modelInputs: list("modelInputs"), modelOutputs: list("modelOutputs") };
}

/** The record of a run with some of MLflow's lists replaced. */
export function withRecord({ record }: RegisteredRun, change: Partial<MlflowRecord>): Json {
  return { ...fieldsOf(record), ...change } as Json;
}

function fieldsOf(record: Json): Readonly<Record<string, Json>> {
  return typeof record === "object" && record !== null && !Array.isArray(record)
    ? (record as Readonly<Record<string, Json>>)
    : {};
}
