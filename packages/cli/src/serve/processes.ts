import cluster, { type Worker } from "node:cluster";
import { availableParallelism } from "node:os";
import { gatherMetrics } from "@tandem/monitoring";
import { supervise } from "@tandem/service";
import type { Io } from "../io.ts";
import type { Project } from "../project/open-project.ts";
import { guardOf } from "./guard.ts";
import { startLogs } from "./logs.ts";
import { tlsOf } from "./pem.ts";
import { Started, startMlflow, type ServeOptions, type Serving } from "./start.ts";

/** What one of several processes tells the first once it listens. */
type Told = Omit<Serving, "stop">;
interface Message {
  readonly type: "tandem:serving";
  readonly serving: Told;
}

/** How many processes `serve.processes` means. */
export function processesOf(processes: number | "cores" | undefined): number {
  return processes === "cores" ? availableParallelism() : (processes ?? 1);
}

/** Tells the first process that this one listens. */
export function tellFirst({ stop: _, ...serving }: Serving): void {
  process.send?.({ type: "tandem:serving", serving } satisfies Message);
}

/**
 * Several processes behind one port, each `tandem serve` with these arguments; one that ends is started again. The first,
 * this one, serves the MLflow API and gathers metrics.
 */
export async function startProcesses(
  project: Project,
  io: Io,
  options: ServeOptions & { readonly processes: number; readonly args: readonly string[] },
): Promise<Serving> {
  const { config } = project;
  const started = new Started();
  try {
    const [guard, tls] = [await guardOf(config, io.env), await tlsOf(config, io.env)];
    started.add(startLogs(config.serve, io.stderr));
    const registry = await project.registry.open(); // made and brought up to date by one
    const mlflow = await startMlflow(project, registry, started, { ...options, guard, tls });
    started.add(gatherMetrics());
    const told = firstTold();
    const module = new URL("../../bin/tandem.js", import.meta.url);
    const { processes, args } = options;
    const patience = (config.serve.drain ?? 30_000) + 5_000;
    const supervisor = await supervise({ module, processes, args, patience });
    started.add(() => supervisor.stop());
    return { ...(await told), mlflow, stop: () => started.stop() };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

function firstTold(): Promise<Told> {
  return new Promise((done) => {
    const onMessage = (_: Worker, message: Partial<Message>) => {
      if (message.type !== "tandem:serving") return;
      cluster.off("message", onMessage);
      done(message.serving!);
    };
    cluster.on("message", onMessage);
  });
}
