import type { Json, TableLayout } from "@tandem/core";

/** One answer as it is kept. */
export interface PredictionRow {
  /** Of request, role and target: unique for each answer. */
  readonly id: string;
  readonly requestId: string;
  readonly endpoint: string;
  readonly target: string;
  /** Versions of the models, like `churn@3`. */
  readonly version: string;
  readonly role: string;
  /** ISO 8601. */
  readonly at: string;
  readonly milliseconds: number;
  /** Sensitive fields are replaced. */
  readonly input: Json;
  readonly output: Json;
  readonly error: string | null;
  /** What turned out to be true, once it is known. */
  readonly label: Json;
}

/** The layout of a table of predictions: give it to the storage that holds it. */
export function predictionLayout(name = "predictions"): TableLayout {
  const text = { type: "string", required: true } as const;
  return {
    name,
    key: ["id"],
    columns: {
      id: text,
      requestId: text,
      endpoint: text,
      target: text,
      version: text,
      role: text,
      at: { type: "timestamp", required: true },
      milliseconds: { type: "number" },
      input: { type: "json" },
      output: { type: "json" },
      error: { type: "string" },
      label: { type: "json" },
    },
  };
}
