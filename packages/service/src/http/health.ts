import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ModelService } from "../service.ts";
import { jsonReply, listOf, objectOf, text, truth, type Content, type Describe } from "./openapi/operation.ts";
import "./scope.ts";

/**
 * `GET /health/live` while the process answers at all. `GET /health/ready` is 200 while the service takes questions and
 * every target that a route may choose can answer, else 503; it lists the targets, for callers who are known where keys
 * or tokens are asked for, and for everyone where they are not.
 */
export function health(app: FastifyInstance, service: ModelService): void {
  app.get("/health/live", { config: { scope: "open", operation: live } }, async () => ({ live: true }));
  app.get("/health/ready", { config: { scope: "open", operation: ready } }, async (request, reply) => {
    const { states, ready } = service;
    const targets = isKnown(app, request) ? { targets: states.map(described) } : {};
    return reply.code(ready ? 200 : 503).send({ ready, ...targets });
  });
}

/** What the module `security` leaves, where it is there. */
function isKnown(app: FastifyInstance, request: FastifyRequest): boolean {
  return !app.hasDecorator("secured") || request.caller !== undefined;
}

function described({ endpoint, target, version, unable, needed }: ModelService["states"][number]) {
  const state = unable === undefined ? "ready" : "unable";
  return { endpoint, target, version, state, needed, ...(unable === undefined ? {} : { problem: unable }) };
}

const live: Describe = () => [
  {
    operation: {
      summary: "Whether the service is live",
      tags: ["health"],
      responses: { "200": jsonReply("It is", objectOf({ live: truth })) },
    },
  },
];

const target = objectOf({ endpoint: text, target: text, version: text, state: text, needed: truth }, { problem: text });
const readiness = (what: string): Content => jsonReply(what, objectOf({ ready: truth }, { targets: listOf(target) }));
const ready: Describe = () => [
  {
    operation: {
      summary: "Whether the service is ready",
      tags: ["health"],
      responses: { "200": readiness("It is"), "503": readiness("It is not") },
    },
  },
];
