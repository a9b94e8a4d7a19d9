import cluster from "node:cluster";
import { logger } from "@tandem/core";
import type { FastifyInstance } from "fastify";
import type { ModelService } from "../service.ts";

export interface ServeOptions {
  /** Default "127.0.0.1". */
  readonly host?: string;
  /** Default 8080; 0 for any that is free. */
  readonly port?: number;
  /** Milliseconds that questions under way have to end once it is told to stop. Default 30,000. */
  readonly drain?: number;
  /** Default SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
}

export interface Serving {
  /** Like `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Resolves when it has stopped, on a signal or by `stop()`. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/** Listens until it is told to stop; then it accepts no more, answers what is under way, and closes server and service. */
export async function serveUntilStopped(
  app: FastifyInstance,
  service: ModelService,
  { host = "127.0.0.1", port = 8080, drain = 30_000, signals = ["SIGTERM", "SIGINT"] }: ServeOptions = {},
): Promise<Serving> {
  const url = await app.listen({ host, port });
  log.info("listening", { url });
  let stopping: Promise<void> | undefined;
  let ended: () => void;
  const stopped = new Promise<void>((end) => (ended = end));
  const stop = () => (stopping ??= stopAll(app, service, drain).finally(ended));
  const onSignal = (signal: NodeJS.Signals) => {
    log.info("stopping", { signal, underWay: service.underWay });
    void stop();
  };
  for (const signal of signals) process.once(signal, onSignal);
  void stopped.then(() => signals.forEach((signal) => process.off(signal, onSignal)));
  return { url, stopped, stop };
}

async function stopAll(app: FastifyInstance, service: ModelService, milliseconds: number): Promise<void> {
  const late = setTimeout(() => {
    log.warn("questions were still under way when the time to stop was up", { underWay: service.underWay });
    app.server.closeAllConnections();
  }, milliseconds);
  const answered = setInterval(() => app.server.closeIdleConnections(), 20); // kept alive by clients after their last answer
  try {
    await app.close();
    await service.drain(milliseconds);
    await service.close();
  } finally {
    clearTimeout(late);
    clearInterval(answered);
  }
  cluster.worker?.disconnect();
  log.info("stopped");
}

const log = logger("service.process");
