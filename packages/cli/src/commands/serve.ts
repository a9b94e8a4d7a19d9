import cluster from "node:cluster";
import type { GlobalOptions, Io } from "../io.ts";
import { openProject, type Project } from "../project/open-project.ts";
import type { Serving } from "../serve/start.ts";
import { wholeNumber } from "./options.ts";

type Say = (words: string) => void;

interface ServeCommand extends GlobalOptions {
  readonly host?: string;
  readonly port?: string;
  readonly mlflowPort?: string;
  /** False with --no-mlflow. */
  readonly mlflow?: boolean;
  readonly processes?: string;
  readonly candidate?: string;
}

/** `tandem serve`: until SIGTERM or Ctrl-C, which let requests under way be answered. */
export async function run(io: Io, _: string | undefined, options: ServeCommand): Promise<void> {
  wholeNumber("--port", options.port, 0, 65_535);
  wholeNumber("--mlflow-port", options.mlflowPort, 0, 65_535);
  wholeNumber("--processes", options.processes, 1);
  try {
    await serve(io, options);
  } finally {
    cluster.worker?.disconnect(); // one of several processes ends only once it is let go
  }
}

async function serve(io: Io, options: ServeCommand): Promise<void> {
  const project = await openProject(io, options);
  const { sayerOf } = await import("../serve/logs.ts");
  const say = sayerOf(project.config.serve, io.stderr);
  const serving = await start(io, project, options, say);
  if (cluster.isWorker) (await import("../serve/processes.ts")).tellFirst(serving);
  else io.stdout.write(options.json ? `${JSON.stringify(described(serving))}\n` : text(serving));
  await aborted(io.signal);
  if (!cluster.isWorker && !options.quiet) say("Stopping: answering what is under way");
  await serving.stop();
}

async function start(io: Io, project: Project, options: ServeCommand, warn: Say): Promise<Serving> {
  const { serve } = project.config;
  const { startServing } = await import("../serve/start.ts");
  const say = (words: string) => {
    // several processes find the same, one says it
    if (!options.quiet && (cluster.worker?.id ?? 1) === 1) warn(words);
  };
  if (options.candidate !== undefined) {
    const { candidateOf } = await import("../serve/candidate.ts");
    const candidate = await candidateOf(project, options.candidate);
    const port = Number(options.port ?? 0);
    return startServing(candidate.project, io, { host: "127.0.0.1", port, mlflowPort: undefined, say, ...candidate });
  }
  const where = placeOf(options, serve);
  const { processesOf, startProcesses } = await import("../serve/processes.ts");
  const processes = Number(options.processes ?? processesOf(serve.processes));
  if (!cluster.isWorker) await warnIfOpen(project, where.host, warn);
  if (cluster.isWorker || processes === 1)
    return startServing(project, io, { ...where, say, ...(cluster.isWorker ? { mlflowPort: undefined } : {}) });
  return startProcesses(project, io, { ...where, say, processes, args: argumentsOf(project, options) });
}

function placeOf(options: ServeCommand, serve: Project["config"]["serve"]) {
  const withMlflow = options.mlflow !== false && serve.mlflow !== false;
  const mlflow = serve.mlflow || {};
  return {
    host: options.host ?? serve.host ?? "127.0.0.1",
    port: Number(options.port ?? serve.port ?? 8080),
    mlflowPort: withMlflow ? Number(options.mlflowPort ?? mlflow.port ?? 5000) : undefined,
  };
}

/** The command line of the other processes. */
function argumentsOf({ config }: Project, options: ServeCommand): readonly string[] {
  const { host, port, quiet } = options;
  const given = { "--config": config.file, "--env": config.environment, "--host": host, "--port": port };
  const named = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  return ["serve", ...named, "--no-mlflow", ...(quiet ? ["--quiet"] : [])];
}

/** Said also with --quiet: nobody should find it out from others. */
async function warnIfOpen({ config }: Project, host: string, warn: Say): Promise<void> {
  const { isLoopback } = await import("../serve/guard.ts");
  const { keys = {}, tokens } = config.serve.security ?? {};
  if (isLoopback(host) || Object.keys(keys).length > 0 || tokens) return;
  warn(
    `WARNING: listening on ${host} without security: whoever reaches it may ask, read, and change routes and models. ` +
      `Set serve.security in ${config.file} (\`tandem key\` makes a key), or serve.host: 127.0.0.1.`,
  );
}

function described({ service, mlflow, endpoints, closed }: Serving): object {
  return { service, mlflow: mlflow ?? null, endpoints, secured: closed };
}

function text({ service, mlflow, endpoints, security }: Serving): string {
  const lines = [
    `Model service on ${service} (${security})`,
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
