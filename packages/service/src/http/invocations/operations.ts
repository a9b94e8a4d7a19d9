import { jsonSchemaOf, type EndpointType } from "@tandem/core";
import {
  listOf,
  jsonReply,
  objectOf,
  text,
  type Describe,
  type JsonSchema,
  type Operation,
} from "../openapi/operation.ts";

const tags = ["mlflow"];
const plain = { content: { "text/plain": { schema: text } } };

export const pingOperation: Describe = () => [
  {
    operation: {
      summary: "Whether the service takes questions",
      tags,
      responses: { "200": { description: "It does", ...plain }, "503": { description: "It does not", ...plain } },
    },
  },
];
export const versionOperation: Describe = () => [
  { operation: { summary: "The service's version", tags, responses: { "200": { description: "Version", ...plain } } } },
];

/** Scoring by the named endpoint, by the only one, or (`each`) at a path for each. */
export const scoreOperation =
  (endpoint: string | undefined): Describe =>
  (service) => {
    const types = service.endpoints;
    if (endpoint === "each") return types.map((type) => ({ at: { type: type.name }, operation: scored(type) }));
    const one = types.length === 1 ? types[0] : types.find(({ name }) => name === endpoint);
    return [{ operation: one ? scored(one) : unnamed }];
  };

const unnamed: Operation = {
  summary: "Refused: several endpoints are served, so one has to be named in the path",
  tags,
  requestBody: { required: false, content: { "application/json": { schema: {} } } },
  responses: {},
};

function scored({ name, input, output }: EndpointType<unknown, unknown>): Operation {
  const row = withMissing(jsonSchemaOf(input) ?? {});
  const split = objectOf({ columns: listOf(text), data: listOf({ type: "array" }) }, { index: { type: "array" } });
  const params = { params: { type: "object" } };
  const form = (properties: JsonSchema): JsonSchema => ({
    ...objectOf(properties, params),
    additionalProperties: false,
  });
  const forms = [
    form({ dataframe_split: split }),
    form({ dataframe_records: listOf(row) }),
    form({ instances: listOf({ anyOf: [row, { type: "array" }] }) }),
    form({ inputs: { anyOf: [{ type: "object", additionalProperties: { type: "array" } }, { type: "array" }] } }),
  ];
  return {
    summary: `Score many rows by ${name}`,
    description: "Rows must be what the endpoint takes, however they are written.",
    tags,
    requestBody: {
      required: true,
      content: { "application/json": { schema: { anyOf: forms } }, "text/csv": { schema: text } },
    },
    responses: {
      "200": jsonReply("Predictions, one for each row", objectOf({ predictions: listOf(jsonSchemaOf(output) ?? {}) })),
    },
  };
}

/** A data frame has null where a field that may be missing is. */
function withMissing(row: JsonSchema): JsonSchema {
  const { properties, required = [] } = row as {
    readonly properties?: JsonSchema;
    readonly required?: readonly string[];
  };
  if (!properties) return row;
  const fields = Object.entries(properties).map(([name, field]) =>
    required.includes(name) ? [name, field] : [name, { anyOf: [field, { type: "null" }] }],
  );
  return { ...row, properties: Object.fromEntries(fields) as JsonSchema };
}
