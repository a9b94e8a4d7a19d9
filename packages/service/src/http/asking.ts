import type { EndpointType } from "@tandem/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ModelService } from "../service.ts";
import { endpointOf } from "./endpoint-of.ts";
import { askOperation, askTargetOperation } from "./openapi/endpoint-operations.ts";
import { questionOf } from "./question-of.ts";
import { replyJson } from "./reply-json.ts";
import "./scope.ts";
import { inputCheck, type CheckInput } from "./validation.ts";

interface Params {
  readonly type: string;
  readonly target?: string;
}

/** `POST /endpoints/{type}` and `POST /endpoints/{type}/implementations/{target}`. */
export function asking(app: FastifyInstance, service: ModelService): void {
  const checks = new Map<string, { readonly type: EndpointType<unknown, unknown>; readonly check: CheckInput }>();
  const checkOf = (name: string): CheckInput => {
    let found = checks.get(name);
    if (!found) {
      const type = endpointOf(service, name);
      checks.set(name, (found = { type, check: inputCheck(type) }));
    }
    return found.check;
  };
  const ask = async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const { type, target: implementation } = request.params as Params;
    checkOf(type)(request.body);
    const { output, target, fellBack } = await service.ask(type, request.body, questionOf(request, implementation));
    const { title, versionText } = target;
    reply.header("content-type", "application/json; charset=utf-8");
    reply.header("x-request-id", request.id);
    reply.header("x-tandem-target", title);
    if (versionText !== "") reply.header("x-tandem-version", versionText);
    if (fellBack) reply.header("x-tandem-fallback", "true");
    return replyJson(output, title);
  };
  app.post("/endpoints/:type", { config: { scope: "predict", operation: askOperation } }, ask);
  app.post(
    "/endpoints/:type/implementations/:target",
    { config: { scope: "predict", operation: askTargetOperation } },
    ask,
  );
}
