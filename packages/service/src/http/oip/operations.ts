import {
  jsonBody,
  jsonReply,
  listOf,
  objectOf,
  text,
  truth,
  type Describe,
  type JsonSchema,
  type Operation,
} from "../openapi/operation.ts";
import { datatypes } from "./datatypes.ts";
import { tensorLayout, type TensorField } from "./fields.ts";
import { modelsOf, type ServedModel } from "./models.ts";

const tags = ["open inference"];
const tensorAbout = objectOf({ name: text, datatype: text, shape: listOf({ type: "integer" }) });

type OfModel = (model: ServedModel) => Operation;

/** One path for each model served now; the version stays a parameter. */
export const describeModel =
  (operation: OfModel, versioned: boolean): Describe =>
  (service) =>
    modelsOf(service).map((model) => ({
      at: { model: model.name },
      operation: versioned ? { ...operation(model), parameters: [version] } : operation(model),
    }));

const version = {
  name: "version",
  in: "path",
  required: true,
  description: "An alias or the number of a version",
  schema: { type: "string", pattern: "^[A-Za-z0-9_.-]{1,128}$" },
} as const;

const one =
  (operation: Operation): Describe =>
  () => [{ operation }];

export const serverOperation = one({
  summary: "The server and the extensions it knows",
  tags,
  responses: { "200": jsonReply("About", objectOf({ name: text, version: text, extensions: listOf(text) })) },
});

export const serverHealth = (what: string): Describe =>
  one({
    summary: `Whether the server is ${what}`,
    tags,
    responses: {
      "200": jsonReply("It is", objectOf({ [what]: truth })),
      ...(what === "ready" ? { "503": jsonReply("It is not", objectOf({ ready: truth })) } : {}),
    },
  });
export const modelHealth: OfModel = ({ name }) => ({
  summary: `Whether ${name} is ready`,
  tags,
  responses: {
    "200": jsonReply("It is", objectOf({ name: text, ready: truth })),
    "404": jsonReply("It is not, or there is no such version", objectOf({}, { ready: truth, error: text })),
  },
});

export const metadataOperation: OfModel = ({ name }) => ({
  summary: `Inputs and outputs of ${name}`,
  tags,
  responses: {
    "200": jsonReply(
      "About",
      objectOf({
        name: text,
        versions: listOf(text),
        platform: text,
        inputs: listOf(tensorAbout),
        outputs: listOf(tensorAbout),
      }),
    ),
  },
});

export const configOperation: OfModel = ({ name }) => ({
  summary: `Configuration of ${name} in Triton's form`,
  tags,
  responses: {
    "200": jsonReply("Configuration", objectOf({ name: text, platform: text, input: listOf({}), output: listOf({}) })),
  },
});

export const indexOperation = one({
  summary: "Every model and whether it answers",
  tags,
  requestBody: { required: false, content: jsonBody(objectOf({}, { ready: truth })) },
  responses: {
    "200": jsonReply("Index", listOf(objectOf({ name: text, version: text, state: text, reason: text }))),
  },
});

/** Loading and unloading. */
export const changeOperation =
  (what: "load" | "unload"): OfModel =>
  ({ name }) => ({
    summary: `${what === "load" ? "Have" : "Let go of"} ${name}${what === "load" ? " ready" : ""}`,
    tags,
    responses: { "200": jsonReply("Done", { type: "object" }) },
  });

export const inferOperation: OfModel = ({ name, type }) => {
  const outputs = tensorLayout(type.output, "output").fields.map((field) => field.name);
  const tensor = objectOf({ name: text, datatype: text, shape: listOf({ type: "integer" }), data: listOf({}) });
  const output = objectOf({ name: { enum: outputs } }, { parameters: objectOf({}, { binary_data: { const: false } }) });
  return {
    summary: `Ask ${name}`,
    description:
      "A tensor for each field, with a row for each question. The number of values must be what the shape says, which no schema can express. Tensors may also follow the JSON as bytes: see the binary tensor extension.",
    tags,
    requestBody: {
      required: true,
      content: jsonBody(
        objectOf(
          { inputs: { ...listOf({ anyOf: tensorLayout(type.input, "input").fields.map(inputSchema) }), minItems: 1 } },
          { id: { type: "string", maxLength: 256 }, outputs: listOf(output) },
        ),
      ),
    },
    responses: {
      "200": jsonReply(
        "Answers",
        objectOf({ model_name: text, model_version: text, id: text, outputs: listOf(tensor) }),
      ),
    },
  };
};

function inputSchema({ name, kind, datatype, optional, nullable }: TensorField): JsonSchema {
  const item = { FP64: { type: "number" }, INT64: { type: "integer" }, BOOL: { type: "boolean" } }[datatype as string];
  const numbers = datatypes.filter((one) => one !== "BOOL" && one !== "BYTES");
  const same = datatype === "FP64" ? numbers : datatype === "INT64" ? numbers.slice(2) : [datatype];
  const value = item ?? { type: "string", ...(kind === "json" ? { contentMediaType: "application/json" } : {}) };
  const length = { type: "integer", minimum: 0 };
  return objectOf({
    name: { const: name },
    datatype: { enum: same },
    shape: { type: "array", items: length, minItems: 1, maxItems: 2 },
    data: listOf(optional || nullable ? { anyOf: [value, { type: "null" }] } : value),
  });
}
