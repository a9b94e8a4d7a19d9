import { jsonSchemaOf, type Schema, type SchemaResult } from "./schema.ts";
import type { Classified, Estimated } from "./task.ts";

/** The schema of {@link Classified} predictions of labels that `label` accepts. */
export function classifiedSchema<L>(label: Schema<L>): Schema<Classified<L>> {
  const unit = { type: "number", minimum: 0, maximum: 1 };
  return outcomeSchema(
    {
      label: jsonSchemaOf(label) ?? {},
      probability: { ...unit, description: "of the label" },
      probabilities: { type: "array", items: unit, description: "one for each class, the classes sorted" },
    },
    (value) => {
      const { probability, probabilities } = value as Partial<Classified<L>>;
      if (!isUnit(probability)) return "probability must be a number in [0, 1]";
      if (!Array.isArray(probabilities) || !probabilities.every(isUnit))
        return "probabilities must be numbers in [0, 1]";
      return undefined;
    },
  );
}

export function estimatedSchema(): Schema<Estimated> {
  return outcomeSchema({ label: { type: "number" } }, (value) =>
    Number.isFinite((value as Partial<Estimated>).label) ? undefined : "label must be a finite number",
  );
}

const isUnit = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;

function outcomeSchema<T>(
  properties: Record<string, unknown>,
  problem: (value: object) => string | undefined,
): Schema<T> {
  const json = () => ({ type: "object", properties, required: Object.keys(properties) });
  return {
    "~standard": {
      version: 1,
      vendor: "tandem",
      validate(value: unknown): SchemaResult<T> {
        const message = typeof value === "object" && value !== null ? problem(value) : "an outcome must be an object";
        return message === undefined ? { value: value as T } : { issues: [{ message }] };
      },
      jsonSchema: { input: json, output: json },
    },
  };
}
