import { jsonSchemaOf, type EndpointType } from "@tandem/core";
import type { FastifyInstance } from "fastify";
import type { ModelService } from "../service.ts";
import type { Target } from "../target.ts";
import { endpointOf } from "./endpoint-of.ts";
import { endpointOperation, implementationsOperation, listOperation } from "./openapi/endpoint-operations.ts";
import "./scope.ts";

interface Params {
  readonly type: string;
}

/** `GET /endpoints`, `GET /endpoints/{type}` and `GET /endpoints/{type}/implementations`. */
export function discovery(app: FastifyInstance, service: ModelService): void {
  const described = (type: EndpointType<unknown, unknown>) => ({
    name: type.name,
    ...(type.description === undefined ? {} : { description: type.description }),
    input: jsonSchemaOf(type.input) ?? {},
    output: jsonSchemaOf(type.output) ?? {},
    route: service.route(type.name),
  });
  app.get("/endpoints", { config: { scope: "read", operation: listOperation } }, async () => ({
    endpoints: service.endpoints.map(described),
  }));
  app.get("/endpoints/:type", { config: { scope: "read", operation: endpointOperation } }, async (request) =>
    described(endpointOf(service, (request.params as Params).type)),
  );
  app.get(
    "/endpoints/:type/implementations",
    { config: { scope: "read", operation: implementationsOperation } },
    async (request) => {
      const { type } = request.params as Params;
      const targets = await service.targets(type);
      const implementations = service.implementations(type).map(({ name, version, owner, models }) => ({
        name,
        version,
        owner,
        models: models.map((model) => model.name),
        targets: targets.filter((target) => target.name.implementation === name).map(stateOf),
      }));
      return { endpoint: type, implementations };
    },
  );
}

function stateOf(target: Target) {
  const problem = target.unable ?? target.problem;
  const versions = target.versions.map(({ model, number, artifact }) => ({ model, number, artifact }));
  return {
    name: target.title,
    state: target.unable !== undefined ? "unable" : target.problem === undefined ? "ready" : "stale",
    ...(problem === undefined ? {} : { problem }),
    versions,
  };
}
