import { TandemError } from "@tandem/core";
import type { FastifyReply, FastifyRequest } from "fastify";

/** What a client is told of a failure: a stable code, a sentence, and where it helps the details. */
export interface Problem {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly requestId: string;
    readonly details?: unknown;
  };
}

const statusOf: Readonly<Record<string, number>> = {
  "service/no-such-endpoint": 404,
  "service/no-such-implementation": 404,
  "service/invalid-input": 422,
  "service/bad-route": 422,
  "service/deadline": 504,
  "service/gone": 499,
  "service/overloaded": 503,
  "service/draining": 503,
  "service/not-ready": 503,
  "service/bad-request": 400,
  "service/bad-tensor": 400,
  "service/unloaded": 404,
  "service/unauthenticated": 401,
  "service/forbidden": 403,
  "service/too-many-requests": 429,
  "samples/wrong-type": 422,
  "samples/no-such-field": 422,
};

const failures = new WeakMap<FastifyRequest, unknown>();

/** Why a request was refused or failed, for hooks that run after the reply; undefined where it was answered. */
export function failureOf(request: FastifyRequest): unknown {
  return failures.get(request);
}

/** Gives the reply the status and headers of a failure; what is left is to send the problem, in the form of the protocol. */
export function failed(error: unknown, request: FastifyRequest, reply: FastifyReply): Problem["error"] {
  failures.set(request, error);
  const { status, body, retryAfter } = problemOf(error, request.id);
  if (retryAfter !== undefined) void reply.header("retry-after", retryAfter);
  void reply.code(status).header("x-request-id", request.id);
  return body.error;
}

/** A failure as status and body. What is not the client's doing is a 500 whose message stays in the log. */
function problemOf(
  error: unknown,
  requestId: string,
): { readonly status: number; readonly body: Problem; readonly retryAfter?: number } {
  if (TandemError.is(error)) {
    const status = isUnknown(error) ? 404 : isEndless(error) ? 422 : (statusOf[error.code] ?? 500);
    const said = status < 500 || status === 503 || status === 504;
    return {
      status,
      body: {
        error: {
          code: error.code,
          message: said ? error.message : "the service failed to answer; its log says more under this request id",
          requestId,
          ...(status === 422 ? { details: error.details } : {}),
        },
      },
      ...(status === 503 ? { retryAfter: 1 } : {}),
    };
  }
  const status = clientStatus(error);
  const message =
    status === undefined
      ? "the service failed to answer; its log says more under this request id"
      : (error as Error).message;
  return {
    status: status ?? 500,
    body: { error: { code: status === undefined ? "service/failed" : "service/bad-request", message, requestId } },
  };
}

/** A target that is not ready because the registry knows no such alias or version was never there. */
function isUnknown(error: TandemError): boolean {
  const { cause } = error;
  if (error.code !== "service/not-ready" || !TandemError.is(cause)) return false;
  return /^registry\/(no-such-|bad-)/.test(cause.code);
}

/** Numbers of the question that no sum of a model can hold: whatever computes says so by a code of its own. */
function isEndless({ code }: TandemError): boolean {
  return code.endsWith("/not-finite");
}

/** Fastify's own errors about a request (bad JSON, too large, wrong media type) carry a 4xx status. */
function clientStatus(error: unknown): number | undefined {
  const { statusCode } = (error ?? {}) as { readonly statusCode?: unknown };
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
