import { propagation, SpanStatusCode, trace, type Context } from "@opentelemetry/api";
import { InMemorySpanExporter, BasicTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { traceQuestions } from "@tandem/monitoring";
import { httpServer } from "@tandem/service";
import { expect, it, onTestFinished } from "vitest";
import { halving } from "./service.ts";

it("makes spans of requests within the caller's trace, and of the targets asked within those", async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  propagation.setGlobalPropagator({ inject() {}, fields: () => ["traceparent"], extract: callerOf });
  onTestFinished(() => propagation.disable());
  const service = await halving();
  const app = httpServer(service, { modules: [traceQuestions({ tracer: provider.getTracer("test") })] });
  const ask = (url: string) =>
    app.inject({
      method: "POST",
      url,
      headers: { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`, "content-type": "application/json" },
      payload: '{"x":3}',
    });
  await ask("/endpoints/half");
  await ask("/endpoints/half/implementations/broken");
  await app.close();
  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ name }) => name)).toEqual([
    "ask half",
    "POST /endpoints/:type",
    "ask half",
    "POST /endpoints/:type/implementations/:target",
  ]);
  const [asked, request, failed, failedRequest] = spans;
  expect(spans.every((span) => span.spanContext().traceId === "a".repeat(32))).toBe(true);
  expect(request!.parentSpanContext?.spanId).toBe("b".repeat(16));
  expect(asked!.parentSpanContext?.spanId).toBe(request!.spanContext().spanId);
  expect(asked!.attributes).toMatchObject({ "tandem.target": "halves@champion", "tandem.role": "answer" });
  expect([failed!.status.code, failedRequest!.status.code]).toEqual([SpanStatusCode.ERROR, SpanStatusCode.ERROR]);
});

function callerOf(context: Context, carrier: unknown): Context {
  const [, traceId = "", spanId = ""] = String((carrier as Record<string, unknown>)["traceparent"]).split("-");
  return trace.setSpanContext(context, { traceId, spanId, traceFlags: 1, isRemote: true });
}
