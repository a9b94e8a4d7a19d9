import { logger } from "@tandem/core";
import type { HttpModule } from "@tandem/service";

export interface RequestLogOptions {
  /** Share of the requests answered well that get a line, at level info; all others always get one. Default 1. */
  readonly share?: number;
}

/**
 * A line for each HTTP request: its id, route, status and time, who asked, and which target and version answered; never
 * what was asked, nor a path as the client wrote it. Requests that were refused are warnings and name the address they
 * came from, those that failed are errors. Health that is good is no line.
 */
export function logRequests({ share = 1 }: RequestLogOptions = {}): HttpModule {
  return (app) => {
    app.addHook("onResponse", (request, reply, done) => {
      const { statusCode: status } = reply;
      const level = status >= 500 ? "error" : refused.has(status) ? "warn" : "info";
      const open = !request.is404 && request.routeOptions.config.scope === "open";
      if (level === "info" && (open || (share < 1 && Math.random() >= share))) return done();
      log[level](`${request.method} ${status}`, {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status,
        milliseconds: Math.round(reply.elapsedTime * 1000) / 1000,
        ...(request.caller === undefined ? {} : { caller: request.caller }),
        ...(level === "warn" ? { address: request.ip } : {}),
        ...answeredBy(reply.getHeaders()),
      });
      done();
    });
  };
}

const refused = new Set([401, 403, 429]);

function answeredBy(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { "x-tandem-target": target, "x-tandem-version": version } = headers;
  return { ...(target === undefined ? {} : { target }), ...(version === undefined ? {} : { version }) };
}

const log = logger("service.requests");
