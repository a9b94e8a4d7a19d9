import { listOf, objectOf, type JsonSchema } from "./operation.ts";

const target = { type: "string", pattern: "^[a-z][a-z0-9-]{0,63}(@[A-Za-z0-9_.-]{1,64})?$" };
const share = { type: "number", minimum: 0, maximum: 1 };
const said = { type: "string", pattern: "\\S", maxLength: 10_000 };

const canary = objectOf(
  {
    target,
    steps: { type: "array", items: share, minItems: 1 },
    step: { type: "integer", minimum: 0 },
    minAnswers: { type: "integer", minimum: 1 },
    maxErrorRate: share,
    maxLatencyRatio: { type: "number", exclusiveMinimum: 0 },
  },
  { maxMetricLoss: { type: "number" } },
);

/** How a route is written, as far as a schema can say it. */
export const routeSchema: JsonSchema = {
  ...objectOf(
    { default: target },
    {
      split: { type: "object", additionalProperties: { type: "number", minimum: 0 } },
      mirror: listOf(target),
      canary,
      fallback: target,
      deadline: { type: "number", exclusiveMinimum: 0, description: "Milliseconds" },
    },
  ),
  description: "How questions are shared out; targets are an implementation, with @ and an alias or version",
};

/** The body of a change of a route. */
export const routeChangeSchema = objectOf({ route: routeSchema, author: said, why: said });
