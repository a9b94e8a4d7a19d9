import {
  implementModel,
  type AnyImplementation,
  type AnyModelPackage,
  type ModelPackage,
  type Storages,
} from "@tandem/core";
import { mlflowServer } from "@tandem/mlflow";
import type { Registry } from "@tandem/registry";
import { httpServer, invocations, ModelService, openApi, openInference } from "@tandem/service";
import type { Config } from "../config/read-config.ts";
import { openCatalog } from "../project/open-catalog.ts";
import type { Project } from "../project/open-project.ts";
import { importImplementations } from "./import-implementations.ts";
import { onceTrained } from "./once-trained.ts";
import { servingRegistry } from "./serving-versions.ts";

export interface ServeOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Undefined for no MLflow API. */
  readonly mlflowPort: number | undefined;
  /** Told of what is served other than as it should be. */
  readonly say: (words: string) => void;
}

/** What runs, and where it is reached. */
export interface Serving {
  readonly service: string;
  readonly mlflow: string | undefined;
  readonly endpoints: readonly string[];
  /** Takes no more questions, waits for those under way and closes. */
  stop(): Promise<void>;
}

/** Starts the model service and the MLflow API over the registry, all by one configuration. */
export async function startServing(project: Project, options: ServeOptions): Promise<Serving> {
  const { config } = project;
  const registry = await project.registry.open();
  const service = await openService(project, registry, options);
  const closings = [() => service.close()];
  const stop = async () => {
    for (const close of closings.reverse()) await close();
  };
  try {
    const { host, port, mlflowPort } = options;
    const http = httpServer(service, { modules: [openInference, invocations(), openApi()] });
    closings.push(() => http.close());
    const at = await http.listen({ host, port });
    let mlflow: string | undefined;
    if (mlflowPort !== undefined) {
      const api = mlflowServer({ registry, artifacts: await project.openStore(artifactsOf(config)) });
      closings.push(() => api.close());
      mlflow = await api.listen({ host, port: mlflowPort });
    }
    closings.push(() => service.drain(config.serve.drain ?? 30_000));
    return { service: at, mlflow, endpoints: service.endpoints.map(({ name }) => name), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openService(project: Project, registry: Registry, { say }: ServeOptions): Promise<ModelService> {
  const { app, config } = project;
  const names = config.serve.models ?? app.models;
  const packages = await Promise.all(names.map(async (name) => [name, await app.package(name)] as const));
  const named = new Map<string, string>();
  for (const [name, pkg] of packages) if (!named.has(pkg.name)) named.set(pkg.name, name);
  const own = await importImplementations(config);
  const implementations = [...packages.map(([name, pkg]) => modelAs(name, pkg)), ...own];
  return ModelService.open({
    implementations: implementations.map((implementation) => onceTrained(implementation, say)),
    registry: servingRegistry(project, registry, named, say),
    store: (place) => project.openStore(place),
    storages: storagesOf(project),
  });
}

/** A model under its name in tandem.yaml. */
function modelAs(name: string, pkg: AnyModelPackage): AnyImplementation {
  const sealed = pkg as unknown as ModelPackage<unknown, unknown, object>;
  return implementModel(sealed, { name, endpoint: { name, input: sealed.sample, output: sealed.outcome } });
}

function storagesOf(project: Project): Storages {
  const catalog = (address: string) => openCatalog(project, [address]);
  return {
    kv: async (address) => (await catalog(address)).kv(address),
    table: async (address) => (await catalog(address)).table(address),
    search: async (address) => (await catalog(address)).search(address),
    blob: async (address) => (await catalog(address)).blob(address),
  };
}

function artifactsOf({ serve }: Config): string {
  return (serve.mlflow || {}).artifacts ?? "fs/blob/mlflow";
}
