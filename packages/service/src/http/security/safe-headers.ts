import type { FastifyInstance } from "fastify";

/** Replies that no browser takes for a page, frames, sniffs or keeps; over TLS, only TLS from then on. */
export function safeHeaders(app: FastifyInstance, { https }: { readonly https: boolean }): void {
  const headers: Record<string, string> = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    ...(https ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}
