import type { GlobalOptions, Io } from "../io.ts";
import { openProject } from "../project/open-project.ts";
import type { Serving } from "../serve/start.ts";
import { wholeNumber } from "./options.ts";

interface ServeCommand extends GlobalOptions {
  readonly host?: string;
  readonly port?: string;
  readonly mlflowPort?: string;
  /** False with --no-mlflow. */
  readonly mlflow?: boolean;
}

/** `tandem serve`: until SIGTERM or Ctrl-C, which let requests under way be answered. */
export async function run(io: Io, _: string | undefined, options: ServeCommand): Promise<void> {
  const port = wholeNumber("--port", options.port, 0);
  const mlflowPort = wholeNumber("--mlflow-port", options.mlflowPort, 0);
  const project = await openProject(io, options);
  const { serve } = project.config;
  const { startServing } = await import("../serve/start.ts");
  const say = (words: string) => {
    if (!options.quiet) io.stderr.write(`${words}\n`);
  };
  const withMlflow = options.mlflow !== false && serve.mlflow !== false;
  const serving = await startServing(project, {
    host: options.host ?? serve.host ?? "127.0.0.1",
    port: port ?? serve.port ?? 8080,
    mlflowPort: withMlflow ? (mlflowPort ?? (serve.mlflow || {}).port ?? 5000) : undefined,
    say,
  });
  io.stdout.write(options.json ? `${JSON.stringify(described(serving))}\n` : text(serving));
  await aborted(io.signal);
  say("Stopping: answering what is under way");
  await serving.stop();
}

function described({ service, mlflow, endpoints }: Serving): object {
  return { service, mlflow: mlflow ?? null, endpoints };
}

function text({ service, mlflow, endpoints }: Serving): string {
  const lines = [
    `Model service on ${service}`,
    ...endpoints.map((name) => `  POST ${service}/endpoints/${name}`),
    `  GET  ${service}/endpoints, ${service}/health/ready`,
    ...(mlflow === undefined ? [] : [`MLflow API on ${mlflow}: mlflow.set_tracking_uri("${mlflow}")`]),
  ];
  return `${lines.join("\n")}\n`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));
}
