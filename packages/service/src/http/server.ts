import { randomUUID } from "node:crypto";
import { jsonSchemaOf, TandemError, type EndpointType } from "@tandem/core";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { ModelService } from "../service.ts";
import type { Target } from "../target.ts";
import { problemOf } from "./problems.ts";
import { inputCheck, type CheckInput } from "./validation.ts";

export interface HttpOptions {
  /** Largest request body in bytes. Default 1 MiB. */
  readonly bodyLimit?: number;
  /** Milliseconds for a client to send its request. Default 30,000. */
  readonly requestTimeout?: number;
}

/**
 * The service over HTTP:
 *
 * - `POST /endpoints/{type}` asks; the body is the input, the reply the output. Headers: `x-request-id`, `x-tandem-key`
 *   (questions with the same key are routed alike).
 * - `POST /endpoints/{type}/implementations/{target}` asks one implementation, `name` or `name@alias`.
 * - `GET /endpoints`, `GET /endpoints/{type}`, `GET /endpoints/{type}/implementations` discover.
 * - `GET /health/live`, `GET /health/ready`.
 */
export function httpServer(service: ModelService, options: HttpOptions = {}): FastifyInstance {
  const { bodyLimit = 1 << 20, requestTimeout = 30_000 } = options;
  const app = fastify({
    bodyLimit,
    requestTimeout,
    forceCloseConnections: "idle",
    genReqId: requestIdOf,
    disableRequestLogging: true,
  });
  app.setErrorHandler((error, request, reply) => fail(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url.split("?")[0]}; GET /endpoints lists what is served`;
    return reply.code(404).send({ error: { code: "service/no-such-path", message, requestId: request.id } });
  });
  asking(app, service);
  discovery(app, service);
  app.get("/health/live", async () => ({ live: true }));
  app.get("/health/ready", async (_request, reply) =>
    reply.code(service.ready ? 200 : 503).send({ ready: service.ready }),
  );
  return app;
}

interface Params {
  readonly type: string;
  readonly target?: string;
}

function asking(app: FastifyInstance, service: ModelService): void {
  const checks = new Map<EndpointType<unknown, unknown>, CheckInput>();
  const checkOf = (name: string): CheckInput => {
    const type = endpointOf(service, name);
    let check = checks.get(type);
    if (!check) checks.set(type, (check = inputCheck(type)));
    return check;
  };
  const ask = async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const { type, target: implementation } = request.params as Params;
    checkOf(type)(request.body);
    const key = request.headers["x-tandem-key"];
    const { output, target, fellBack } = await service.ask(type, request.body, {
      requestId: request.id,
      ...(implementation === undefined ? {} : { implementation }),
      ...(typeof key === "string" ? { key } : {}),
    });
    void reply
      .header("content-type", "application/json; charset=utf-8")
      .header("x-request-id", request.id)
      .header("x-tandem-target", target.title);
    for (const { model, number } of target.versions) void reply.header("x-tandem-version", `${model}@${number}`);
    if (fellBack) void reply.header("x-tandem-fallback", "true");
    return toJson(output, target);
  };
  app.post("/endpoints/:type", ask);
  app.post("/endpoints/:type/implementations/:target", ask);
}

function discovery(app: FastifyInstance, service: ModelService): void {
  const described = (type: EndpointType<unknown, unknown>) => ({
    name: type.name,
    ...(type.description === undefined ? {} : { description: type.description }),
    input: jsonSchemaOf(type.input) ?? {},
    output: jsonSchemaOf(type.output) ?? {},
    route: service.route(type.name),
  });
  app.get("/endpoints", async () => ({ endpoints: service.endpoints.map(described) }));
  app.get("/endpoints/:type", async (request) => described(endpointOf(service, (request.params as Params).type)));
  app.get("/endpoints/:type/implementations", async (request) => {
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
  });
}

function stateOf(target: Target) {
  const versions = target.versions.map(({ model, number, artifact }) => ({ model, number, artifact }));
  return {
    name: target.title,
    state: target.problem === undefined ? "ready" : "stale",
    ...(target.problem === undefined ? {} : { problem: target.problem }),
    versions,
  };
}

function endpointOf(service: ModelService, name: string): EndpointType<unknown, unknown> {
  const known = service.endpoints;
  const found = known.find((type) => type.name === name);
  if (!found)
    throw new TandemError("service/no-such-endpoint", { endpoint: name, known: known.map((type) => type.name) });
  return found;
}

/** NaN and Infinity have no JSON form: an answer that holds one is an error, not a null. */
function toJson(output: unknown, target: Target): string {
  return JSON.stringify(output, (key, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value))
      throw new TandemError("service/bad-answer", { target: target.title, reason: `${String(value)} at "${key}"` });
    return value;
  });
}

/** The client's id where it is a plain one, otherwise a new one: it goes into logs and headers as it is. */
function requestIdOf(request: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[A-Za-z0-9._:-]{1,128}$/.test(given) ? given : randomUUID();
}

function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body, retryAfter } = problemOf(error, request.id);
  if (retryAfter !== undefined) void reply.header("retry-after", retryAfter);
  return reply.code(status).header("x-request-id", request.id).send(body);
}
