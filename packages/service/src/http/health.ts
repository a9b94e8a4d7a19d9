import type { FastifyInstance } from "fastify";
import type { ModelService } from "../service.ts";
import { jsonReply, objectOf, truth, type Describe } from "./openapi/operation.ts";
import "./scope.ts";

/** `GET /health/live` while the process answers at all, `GET /health/ready` while it takes questions. */
export function health(app: FastifyInstance, service: ModelService): void {
  app.get("/health/live", { config: { scope: "open", operation: said("live") } }, async () => ({ live: true }));
  app.get("/health/ready", { config: { scope: "open", operation: said("ready") } }, async (_request, reply) =>
    reply.code(service.ready ? 200 : 503).send({ ready: service.ready }),
  );
}

const said =
  (what: string): Describe =>
  () => [
    {
      operation: {
        summary: `Whether the service is ${what}`,
        tags: ["health"],
        responses: {
          "200": jsonReply("It is", objectOf({ [what]: truth })),
          ...(what === "ready" ? { "503": jsonReply("It is not", objectOf({ [what]: truth })) } : {}),
        },
      },
    },
  ];
