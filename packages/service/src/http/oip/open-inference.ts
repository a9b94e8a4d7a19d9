import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ModelService } from "../../service.ts";
import { notFound } from "../not-found.ts";
import { failed } from "../problems.ts";
import { inference } from "./inference.ts";
import { metadata } from "./metadata.ts";
import { acceptBytes } from "./read-body.ts";
import { repository } from "./repository.ts";
import { Unloaded } from "./unloaded.ts";

/**
 * The Open Inference Protocol v2 below `/v2`, with binary tensors and a model repository, so that clients of Triton and
 * KServe ask the service unmodified. Each endpoint type is a model (`churn`: its route chooses who answers), each of its
 * implementations too (`churn.trees`). Failures are `{ error: text }`, as those clients read them.
 */
export function openInference(app: FastifyInstance, service: ModelService): void {
  void app.register(
    (v2, _options, done) => {
      const unloaded = new Unloaded();
      acceptBytes(v2);
      const missing = (request: FastifyRequest, reply: FastifyReply) => {
        reply.serializer((body: { readonly error: { readonly message: string } }) =>
          JSON.stringify({ error: body.error.message }),
        );
        return notFound(app, request, reply.type("application/json; charset=utf-8"));
      };
      v2.setErrorHandler((error, request, reply) =>
        request.is404 ? missing(request, reply) : reply.send({ error: failed(error, request, reply).message }),
      );
      v2.setNotFoundHandler(missing);
      metadata(v2, service, unloaded);
      repository(v2, service, unloaded);
      inference(v2, service, unloaded);
      done();
    },
    { prefix: "/v2" },
  );
}
