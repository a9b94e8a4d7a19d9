import type { FastifyInstance } from "fastify";
import type { ChangeReason } from "@tandem/registry";
import type { Route } from "../route.ts";
import type { ModelService } from "../service.ts";
import { endpointOf } from "./endpoint-of.ts";
import { changeRouteOperation, routeOperation } from "./openapi/endpoint-operations.ts";
import { routeChangeSchema } from "./openapi/route-schema.ts";
import "./scope.ts";
import { schemaCheck } from "./validation.ts";

interface Params {
  readonly type: string;
}

/** `GET /endpoints/{type}/route` with its history, and `PUT` of `{ route, author, why }` to change it. */
export function changing(app: FastifyInstance, service: ModelService): void {
  app.get("/endpoints/:type/route", { config: { scope: "read", operation: routeOperation } }, async (request) => {
    const { name } = endpointOf(service, (request.params as Params).type);
    return { endpoint: name, route: service.route(name), history: await service.routeHistory(name) };
  });
  app.put(
    "/endpoints/:type/route",
    { config: { scope: "admin", operation: changeRouteOperation } },
    async (request) => {
      const { name } = endpointOf(service, (request.params as Params).type);
      const { route, author, why } = changeOf(name, request.body);
      await service.setRoute(name, route, { author, why });
      return { endpoint: name, route: service.route(name) };
    },
  );
}

type Change = ChangeReason & { readonly route: Route };

function changeOf(endpoint: string, body: unknown): Change {
  schemaCheck(endpoint, routeChangeSchema)(body);
  return body as Change;
}
