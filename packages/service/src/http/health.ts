import type { FastifyInstance } from "fastify";
import type { ModelService } from "../service.ts";

/** `GET /health/live` while the process answers at all, `GET /health/ready` while it takes questions. */
export function health(app: FastifyInstance, service: ModelService): void {
  app.get("/health/live", async () => ({ live: true }));
  app.get("/health/ready", async (_request, reply) =>
    reply.code(service.ready ? 200 : 503).send({ ready: service.ready }),
  );
}
