import type { FastifyInstance } from "fastify";

export interface CrossOriginOptions {
  /** Origins whose pages may ask, like `https://shop.example`. */
  readonly origins: readonly string[];
}

const exposed = "x-request-id, x-tandem-target, x-tandem-version, x-tandem-fallback, retry-after, ratelimit-remaining";

/** Lets pages of the named origins ask, and no other; cookies are never taken. */
export function crossOrigin(app: FastifyInstance, { origins }: CrossOriginOptions): void {
  const allowed = new Set(origins);
  app.addHook("onRequest", (request, reply, done) => {
    const { origin } = request.headers;
    void reply.header("vary", "origin");
    if (origin === undefined || !allowed.has(origin)) return done();
    void reply
      .header("access-control-allow-origin", origin)
      .header("cross-origin-resource-policy", "cross-origin")
      .header("access-control-expose-headers", exposed);
    if (request.method !== "OPTIONS" || !request.headers["access-control-request-method"]) return done();
    void reply
      .code(204)
      .header("access-control-allow-methods", "GET, POST, PUT, DELETE")
      .header("access-control-allow-headers", "authorization, content-type, x-api-key, x-request-id, x-tandem-key")
      .header("access-control-max-age", "600")
      .send();
  });
}
