import {
  jsonSchemaOf,
  type AnyModelPackage,
  type Json,
  type Row,
  type TableLayout,
  type TableStore,
} from "@tandem/core";
import type { PredictionSink } from "./sink.ts";

/**
 * A table with a row for each sample, under its id: a sample that is predicted again has its row replaced. Rows of
 * samples that the source no longer has stay.
 */
export function tableSink(table: TableStore, address: string, version: string): PredictionSink {
  let rows = 0;
  return {
    description: { table: address },
    async open(mark) {
      rows = Number(mark?.["rows"] ?? 0);
    },
    async write(predictions) {
      if (predictions.length > 0)
        await table.upsert(Array.from(predictions, (prediction) => ({ ...jsonOf(prediction), version })));
      rows += predictions.length;
      return { rows };
    },
    finish: async () => undefined,
    discard: async () => undefined,
    close: async () => undefined,
  };
}

/** The layout for predictions of a model: its outcome's fields, the sample's `id` and the `version` that predicted. */
export function predictionLayout(pkg: AnyModelPackage, name: string): TableLayout {
  const { properties = {} } = (jsonSchemaOf(pkg.outcome) ?? {}) as { readonly properties?: Record<string, Json> };
  const columns = Object.entries(properties).map(([field, schema]) => [field, { type: typeOf(schema) }] as const);
  return {
    name,
    key: ["id"],
    columns: { id: { type: "string", required: true }, ...Object.fromEntries(columns), version: { type: "string" } },
  };
}

function typeOf(schema: Json): "number" | "string" | "boolean" | "json" {
  const { type, enum: allowed } = schema as { readonly type?: Json; readonly enum?: readonly Json[] };
  const kinds = new Set(allowed ? allowed.map((value) => typeof value) : [type]);
  const [kind] = kinds.size === 1 ? kinds : [];
  if (kind === "integer") return "number";
  return kind === "number" || kind === "string" || kind === "boolean" ? kind : "json";
}

function jsonOf(prediction: object): Row {
  return JSON.parse(JSON.stringify(prediction)) as Row;
}
