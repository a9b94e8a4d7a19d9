import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { methodsAt } from "./scope.ts";

/** 405 where the path takes other methods, otherwise 404. The path is named only as far as it is harmless to repeat. */
export function notFound(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split("?")[0]!;
  const methods = methodsAt(app, path);
  const said = `${request.method} ${path.slice(0, 200)}`;
  if (methods.length > 0) {
    const message = `${said} is not possible; this path takes ${methods.join(", ")}`;
    void reply.header("allow", methods.join(", "));
    return reply.code(405).send({ error: { code: "service/no-such-method", message, requestId: request.id } });
  }
  const message = `there is no ${said}; GET /endpoints lists what is served`;
  return reply.code(404).send({ error: { code: "service/no-such-path", message, requestId: request.id } });
}
