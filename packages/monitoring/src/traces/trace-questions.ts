import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import type { HttpModule, ModelService, Outcome } from "@tandem/service";

export interface TraceOptions {
  /** Default the global tracer provider's; without an SDK nothing is traced. */
  readonly tracer?: Tracer;
}

interface Asked {
  readonly span: Span;
  readonly context: Context;
}

/**
 * A span for every HTTP request, child of the caller's trace where the request names one, and within it a span for every
 * target that was asked.
 */
export function traceQuestions({ tracer = trace.getTracer("@tandem/monitoring") }: TraceOptions = {}): HttpModule {
  return (app, service) => {
    const asked = new Map<string, Asked>();
    const spans = new WeakMap<object, Asked>();
    app.addHook("onRequest", async (request) => {
      const parent = propagation.extract(context.active(), request.headers);
      const attributes = { "http.request.method": request.method, "http.route": request.routeOptions.url ?? "" };
      const name = `${request.method} ${request.routeOptions.url ?? "unknown"}`;
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
      const entry = { span, context: trace.setSpan(parent, span) };
      spans.set(request, entry);
      asked.set(request.id, entry);
    });
    app.addHook("onResponse", async (request, reply) => {
      const entry = spans.get(request);
      if (!entry) return;
      entry.span.setAttribute("http.response.status_code", reply.statusCode);
      if (reply.statusCode >= 500) entry.span.setStatus({ code: SpanStatusCode.ERROR });
      entry.span.end();
      if (asked.get(request.id) === entry) asked.delete(request.id);
    });
    const stop = observe(service, tracer, asked);
    app.addHook("onClose", async () => stop());
  };
}

function observe(service: ModelService, tracer: Tracer, asked: ReadonlyMap<string, Asked>): () => void {
  return service.observe((outcome) => {
    const { endpoint, target, role, requestId, milliseconds, error } = outcome;
    const now = Date.now();
    const span = tracer.startSpan(
      `ask ${endpoint}`,
      { startTime: now - milliseconds, attributes: attributesOf(outcome) },
      asked.get(requestId)?.context ?? context.active(),
    );
    if (error !== undefined) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message: `${target.title} failed as ${role}` });
    }
    span.end(now);
  });
}

function attributesOf({ endpoint, target, role, requestId }: Outcome) {
  return {
    "tandem.endpoint": endpoint,
    "tandem.target": target.title,
    "tandem.version": target.versionText,
    "tandem.role": role,
    "tandem.request_id": requestId,
  };
}
