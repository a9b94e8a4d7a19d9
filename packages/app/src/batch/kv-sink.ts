import { jsonSchemaOf, type AnyModelPackage, type Json, type KeyValueStore } from "@tandem/core";
import type { PredictionSink } from "./sink.ts";

/** Entries of one call, so that a batch of any size is no single request. */
const ENTRIES = 1_000;

/**
 * A value for each sample under its id, to be looked up while a request waits: a sample that is predicted again has its
 * value replaced. Values of samples that the source no longer has stay.
 */
export function keyValueSink(values: KeyValueStore, address: string, version: string): PredictionSink {
  let rows = 0;
  return {
    description: { kv: address },
    async open(mark) {
      rows = Number(mark?.["rows"] ?? 0);
    },
    async write(predictions) {
      for (let start = 0; start < predictions.length; start += ENTRIES) {
        const length = Math.min(ENTRIES, predictions.length - start);
        await values.putMany(
          Array.from({ length }, (_, i) => {
            const { id, ...outcome } = predictions.at(start + i);
            return [id, JSON.parse(JSON.stringify({ ...outcome, version })) as Json] as const;
          }),
        );
      }
      rows += predictions.length;
      return { rows };
    },
    finish: async () => undefined,
    discard: async () => undefined,
    close: async () => undefined,
  };
}

/** JSON Schema of the values: the fields of the model's outcome, and the `version` that predicted. */
export function predictionValueSchema(pkg: AnyModelPackage): Record<string, unknown> {
  const { properties = {}, required = [] } = (jsonSchemaOf(pkg.outcome) ?? {}) as {
    readonly properties?: Record<string, unknown>;
    readonly required?: readonly string[];
  };
  return {
    type: "object",
    properties: { ...properties, version: { type: "string" } },
    required: [...required, "version"],
  };
}
