import { jsonSchemaOf, type EndpointType } from "@tandem/core";
import type { ModelService } from "../../service.ts";
import {
  jsonBody,
  jsonReply,
  listOf,
  objectOf,
  text,
  type Describe,
  type JsonSchema,
  type Operation,
  type Parameter,
} from "./operation.ts";
import { routeChangeSchema } from "./route-schema.ts";

const tags = ["endpoints"];
type Type = EndpointType<unknown, unknown>;

const each =
  (operation: (type: Type, service: ModelService) => Operation): Describe =>
  (service) =>
    service.endpoints.map((type) => ({ at: { type: type.name }, operation: operation(type, service) }));

const header = (name: string, description: string): Parameter => ({ name, in: "header", description, schema: text });
const askHeaders: readonly Parameter[] = [
  header("x-request-id", "Letters, digits and . _ : - are kept and returned; without it the service makes one up"),
  header("x-tandem-key", "Questions with the same key take the same way through a split"),
];
const answerHeaders = {
  "x-request-id": { schema: text },
  "x-tandem-target": { description: "Who answered", schema: text },
  "x-tandem-version": { description: "The versions of its models", schema: text },
  "x-tandem-fallback": { description: "Present where the chosen target failed and another answered", schema: text },
};

const asked = ({ name, description, input, output }: Type): Operation => ({
  summary: `Ask ${name}`,
  ...(description === undefined ? {} : { description }),
  tags,
  parameters: askHeaders,
  requestBody: { required: true, content: jsonBody(jsonSchemaOf(input) ?? {}) },
  responses: { "200": { ...jsonReply("The answer", jsonSchemaOf(output) ?? {}), headers: answerHeaders } },
});

export const askOperation = each(asked);

export const askTargetOperation = each((type, service) => ({
  ...asked(type),
  summary: `Ask one implementation of ${type.name}`,
  parameters: [
    {
      name: "target",
      in: "path",
      required: true,
      description: "An implementation, with @ and an alias or version of its models where not the champion is meant",
      schema: { type: "string", pattern: targetPattern(type, service) },
    },
    ...askHeaders,
  ],
}));

const targetPattern = ({ name }: Type, service: ModelService): string =>
  `^(${service
    .implementations(name)
    .map((one) => one.name)
    .join("|")})(@[A-Za-z0-9_.-]{1,64})?$`;

const route: JsonSchema = { type: "object", description: "How questions are shared out", required: ["default"] };
const endpoint = objectOf(
  { name: text, input: { type: "object" }, output: { type: "object" }, route },
  { description: text },
);

export const listOperation: Describe = () => [
  {
    operation: {
      summary: "The endpoint types that are served, with their schemas",
      tags,
      responses: { "200": jsonReply("Endpoints", objectOf({ endpoints: listOf(endpoint) })) },
    },
  },
];

export const endpointOperation = each(({ name }) => ({
  summary: `The endpoint type ${name}`,
  tags,
  responses: { "200": jsonReply("Endpoint", endpoint) },
}));

export const implementationsOperation = each(({ name }) => ({
  summary: `Who can answer ${name}, with owner, models and the versions at work`,
  tags,
  responses: {
    "200": jsonReply(
      "Implementations",
      objectOf({
        endpoint: text,
        implementations: listOf(
          objectOf({
            name: text,
            version: text,
            owner: text,
            models: listOf(text),
            targets: listOf(objectOf({ name: text, state: text, versions: listOf({}) }, { problem: text })),
          }),
        ),
      }),
    ),
  },
}));

export const routeOperation = each(({ name }) => ({
  summary: `The route of ${name} and every route it had`,
  tags,
  responses: { "200": jsonReply("Route", objectOf({ endpoint: text, route, history: listOf({}) })) },
}));

export const changeRouteOperation = each(({ name }) => ({
  summary: `Change the route of ${name}`,
  tags,
  requestBody: { required: true, content: jsonBody(routeChangeSchema) },
  responses: { "200": jsonReply("Route", objectOf({ endpoint: text, route })) },
}));
