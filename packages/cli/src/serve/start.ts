import { mlflowServer } from "@tandem/mlflow";
import type { Registry } from "@tandem/registry";
import { httpServer, invocations, openApi, openInference, type TlsOptions } from "@tandem/service";
import type { Io } from "../io.ts";
import type { Project } from "../project/open-project.ts";
import { guardOf, type Guard } from "./guard.ts";
import { startLogs } from "./logs.ts";
import { defined, openService } from "./open-service.ts";
import { tlsOf } from "./pem.ts";
import { startWatching } from "./watching.ts";

export interface ServeOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Undefined for no MLflow API. */
  readonly mlflowPort: number | undefined;
  /** Told of what is served other than as it should be. */
  readonly say: (words: string) => void;
  /** Default: the project's. */
  readonly registry?: Registry;
}

/** What runs, and where it is reached. */
export interface Serving {
  readonly service: string;
  readonly mlflow: string | undefined;
  readonly endpoints: readonly string[];
  /** Whether keys or tokens are asked for, and what there is to say of it. */
  readonly closed: boolean;
  readonly security: string;
  /** Takes no more questions, waits for those under way and closes. */
  stop(): Promise<void>;
}

/** What was started, to be stopped last first. */
export class Started {
  readonly #stops: (() => Promise<unknown> | void)[] = [];
  add(stop: () => Promise<unknown> | void): void {
    this.#stops.push(stop);
  }
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }
}

/** Starts the model service and the MLflow API over the registry, all by one configuration. */
export async function startServing(project: Project, io: Io, options: ServeOptions): Promise<Serving> {
  const { config } = project;
  const { serve } = config;
  const { host, port, say } = options;
  const started = new Started();
  const stop = () => started.stop();
  try {
    const [guard, tls] = [await guardOf(config, io.env), await tlsOf(config, io.env)];
    started.add(startLogs(serve, io.stderr));
    const registry = options.registry ?? (await project.registry.open());
    const served = await openService(project, registry, say);
    const { service } = served;
    started.add(() => service.close());
    const watching = await startWatching(project, io, registry, served, say);
    started.add(() => watching.stop());
    const modules = [guard.module, ...watching.modules, openInference, invocations(), openApi()];
    const { bodyLimit, requestTimeout } = serve;
    const { trustProxy } = guard;
    const http = httpServer(service, { modules, ...defined({ tls, trustProxy, bodyLimit, requestTimeout }) });
    started.add(() => http.close());
    const at = await http.listen({ host, port });
    const mlflow = await startMlflow(project, registry, started, { ...options, guard, tls });
    started.add(() => service.drain(serve.drain ?? 30_000));
    const endpoints = service.endpoints.map(({ name }) => name);
    return { service: at, mlflow, endpoints, closed: guard.closed, security: guard.words, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** MLflow's clients send a key in MLFLOW_TRACKING_TOKEN; it needs the scope `admin`, as they may change everything. */
export async function startMlflow(
  project: Project,
  registry: Registry,
  started: Started,
  options: Pick<ServeOptions, "host" | "mlflowPort"> & { readonly guard: Guard; readonly tls: TlsOptions | undefined },
): Promise<string | undefined> {
  const { host, mlflowPort: port, guard, tls } = options;
  if (port === undefined) return undefined;
  const { mlflow } = project.config.serve;
  const artifacts = await project.openStore((mlflow || {}).artifacts ?? "fs/blob/mlflow");
  const api = mlflowServer({ registry, artifacts, ...defined({ tls }) });
  guard.protect(api);
  started.add(() => api.close());
  return api.listen({ host, port });
}
