import { logTo } from "@tandem/core";
import { jsonSink, logAnswers, logRequests } from "@tandem/monitoring";
import type { HttpModule, ModelService } from "@tandem/service";
import type { ServeConfig } from "../config/serve-schema.ts";

/** Writes the entries of all loggers as JSON lines, as `serve.logs` says. Returns what stops it. */
export function startLogs({ logs }: ServeConfig, to: NodeJS.WritableStream): () => void {
  if (logs === false) return () => undefined;
  return logTo(jsonSink({ to, level: logs?.level ?? "warn" }));
}

/** Says something to whoever runs the service, whatever the level of the logs: among JSON lines it is one too. */
export function sayerOf({ logs }: ServeConfig, to: NodeJS.WritableStream): (words: string) => void {
  if (logs === false) return (words) => void to.write(`${words}\n`);
  const sink = jsonSink({ to });
  return (message) => sink({ logger: "serve", level: "warn", message, fields: {} });
}

/** A line a request, and one for each target that failed, with its stack. */
export function requestLogs({ logs }: ServeConfig, service: ModelService): readonly HttpModule[] {
  if (logs === false) return [];
  logAnswers(service, { share: 0 });
  const { level = "warn", share = 1 } = logs ?? {};
  return [logRequests({ share: level === "info" || level === "debug" ? share : 0 })]; // none is made to be thrown away
}
