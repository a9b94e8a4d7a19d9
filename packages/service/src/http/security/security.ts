import { TandemError } from "@tandem/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ModelService } from "../../service.ts";
import type { HttpModule } from "../server.ts";
import type { Scope } from "../scope.ts";
import { ApiKeys, type ApiKey } from "./api-keys.ts";
import { crossOrigin, type CrossOriginOptions } from "./cross-origin.ts";
import { RateLimiter, type Allowance, type RateLimit } from "./rate-limit.ts";
import { safeHeaders } from "./safe-headers.ts";
import { tokenCheck, type Bearer, type CheckToken, type TokenOptions } from "./tokens.ts";

export interface SecurityOptions {
  readonly keys?: readonly ApiKey[];
  readonly tokens?: TokenOptions;
  /** For each key, token subject or, where nobody is known, network address. Default none. */
  readonly rateLimit?: RateLimit;
  readonly crossOrigin?: CrossOriginOptions;
}

declare module "fastify" {
  interface FastifyRequest {
    /** The id of the key or the subject of the token; undefined where anyone may ask. */
    caller: string | undefined;
  }
}

/**
 * Who may ask what: API keys and JSON Web Tokens (`Authorization: Bearer ...`, keys also in `X-API-Key`), whose scopes
 * are held against the route's; `admin` may also read and predict. With neither keys nor tokens anyone may do anything,
 * so that only limits and headers hold. Comes first among the modules. @throws TandemError `service/bad-security`
 */
export async function security(options: SecurityOptions): Promise<HttpModule> {
  const { keys = [], tokens, rateLimit } = options;
  const known = new ApiKeys(keys);
  const check = tokens && (await tokenCheck(tokens));
  if (rateLimit && !(rateLimit.requests >= 1 && (rateLimit.window ?? 1) > 0))
    throw new TandemError("service/bad-security", { reason: "a rate limit is at least 1 request in a window above 0" });
  const secured = keys.length > 0 || check !== undefined;
  return (app: FastifyInstance, _service: ModelService) => {
    safeHeaders(app, { https: Boolean(app.initialConfig.https) });
    if (options.crossOrigin) crossOrigin(app, options.crossOrigin);
    app.decorateRequest("caller", undefined);
    if (secured) app.decorate("secured", true);
    const limiter = rateLimit && new RateLimiter(rateLimit);
    app.addHook("onRequest", async (request, reply) => {
      const scope = request.is404 ? "open" : (request.routeOptions.config.scope ?? "admin");
      const bearer = secured ? await whoAsks(request, known, check) : undefined;
      request.caller = bearer?.id;
      if (limiter) limited(reply, limiter, bearer ? `caller ${bearer.id}` : `address ${request.ip}`);
      if (secured && scope !== "open") allow(reply, scope, bearer);
    });
  };
}

/** Undefined where the request brings nothing, or nothing that is right. */
async function whoAsks(
  { headers }: FastifyRequest,
  keys: ApiKeys,
  check: CheckToken | undefined,
): Promise<Bearer | undefined> {
  const own = headers["x-api-key"];
  const given = typeof own === "string" ? own : /^bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (given === undefined || given.length > 8192) return undefined;
  if (given.startsWith("tdm_")) return keys.find(given);
  return check?.(given).catch(() => undefined);
}

function allow(reply: FastifyReply, scope: Scope, bearer: Bearer | undefined): void {
  if (!bearer) {
    void reply.header("www-authenticate", "Bearer");
    const reason = "send a key or token that is valid as Authorization: Bearer, or a key as X-API-Key";
    throw new TandemError("service/unauthenticated", { reason });
  }
  if (!bearer.scopes.includes(scope) && !bearer.scopes.includes("admin"))
    throw new TandemError("service/forbidden", { scope, granted: bearer.scopes });
}

function limited(reply: FastifyReply, limiter: RateLimiter, caller: string): void {
  const { allowed, remaining, seconds }: Allowance = limiter.take(caller);
  void reply
    .header("ratelimit-limit", limiter.limit.requests)
    .header("ratelimit-remaining", remaining)
    .header("ratelimit-reset", seconds);
  if (allowed) return;
  void reply.header("retry-after", seconds);
  throw new TandemError("service/too-many-requests", { seconds });
}
