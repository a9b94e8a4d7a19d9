import { randomBytes } from "node:crypto";
import fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import type { ModelService } from "../service.ts";
import { acceptJson } from "./accept-json.ts";
import { asking } from "./asking.ts";
import { changing } from "./changing.ts";
import { discovery } from "./discovery.ts";
import { health } from "./health.ts";
import { notFound } from "./not-found.ts";
import { failed } from "./problems.ts";
import { rememberRoutes } from "./scope.ts";
import { nodeTls, type TlsOptions } from "./tls.ts";

/** Routes that belong together. A route says in its `config.scope` what a caller must be allowed to. */
export type HttpModule = (app: FastifyInstance, service: ModelService) => void;

export interface HttpOptions {
  /** Largest request body in bytes. Default 1 MiB. */
  readonly bodyLimit?: number;
  /** Milliseconds for a client to send its request. Default 30,000. */
  readonly requestTimeout?: number;
  /** Speaks HTTPS. */
  readonly tls?: TlsOptions;
  /** Proxies whose word on a client's address is taken: addresses or networks. Default none. */
  readonly trustProxy?: readonly string[];
  /** More modules: metrics, protocols, security. */
  readonly modules?: readonly HttpModule[];
}

/**
 * The service over HTTP:
 *
 * - `POST /endpoints/{type}` asks; the body is the input, the reply the output. Headers: `x-request-id`, `x-tandem-key`
 *   (questions with the same key are routed alike).
 * - `POST /endpoints/{type}/implementations/{target}` asks one implementation, `name` or `name@alias`.
 * - `GET /endpoints`, `GET /endpoints/{type}`, `GET /endpoints/{type}/implementations` discover.
 * - `GET` and `PUT /endpoints/{type}/route` show and change the route.
 * - `GET /health/live`, `GET /health/ready`.
 */
export function httpServer(service: ModelService, options: HttpOptions = {}): FastifyInstance {
  const { bodyLimit = 1 << 20, requestTimeout = 30_000, modules = [], tls, trustProxy } = options;
  const app = fastify({
    bodyLimit,
    requestTimeout,
    forceCloseConnections: "idle",
    genReqId: requestIdOf,
    ...(trustProxy ? { trustProxy: [...trustProxy] } : {}),
    ...(tls ? { https: { ...nodeTls(tls), ...patience(requestTimeout) } } : { http: patience(requestTimeout) }),
  } as FastifyServerOptions);
  app.setErrorHandler((error, request, reply) =>
    request.is404 ? notFound(app, request, reply) : reply.send({ error: failed(error, request, reply) }),
  );
  app.setNotFoundHandler((request, reply) => notFound(app, request, reply));
  acceptJson(app);
  rememberRoutes(app);
  for (const module of [...modules, asking, discovery, changing, health]) module(app, service);
  return app;
}

/** How long clients may take, and how often Node looks for those that take longer. */
const patience = (requestTimeout: number) => ({
  headersTimeout: requestTimeout,
  connectionsCheckingInterval: Math.min(5_000, Math.ceil(requestTimeout / 2)),
});

/** Ids of requests that bring none: random for the process, counted within it. Short, as every reply and log line has one. */
const own = randomBytes(9).toString("base64url");
let count = 0;

/** The client's id where it is a plain one, otherwise a new one: it goes into logs and headers as it is. */
function requestIdOf(request: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[A-Za-z0-9._:-]{1,128}$/.test(given)
    ? given
    : `${own}.${(++count).toString(36)}`;
}
