import {
  implementModel,
  TandemError,
  type AnyImplementation,
  type AnyModelPackage,
  type ModelPackage,
  type Storages,
} from "@tandem/core";
import type { Registry } from "@tandem/registry";
import { ModelService, type ThreadOptions, type Tuning } from "@tandem/service";
import type { ServeConfig } from "../config/serve-schema.ts";
import { openCatalog } from "../project/open-catalog.ts";
import type { Project } from "../project/open-project.ts";
import { importImplementations } from "./import-implementations.ts";
import { onceAble } from "./once-able.ts";
import { servingRegistry } from "./serving-versions.ts";

export interface ServedProject {
  readonly service: ModelService;
  /** The packages that answer under their own names, by those of tandem.yaml. */
  readonly packages: ReadonlyMap<string, AnyModelPackage>;
}

/** The service of a project's models and endpoints. `say` is told of what is served other than as it should be. */
export async function openService(
  project: Project,
  registry: Registry,
  say: (words: string) => void,
): Promise<ServedProject> {
  const { app, config } = project;
  const { serve } = config;
  const names = serve.models ? Object.keys(serve.models) : app.models;
  const packages = new Map<string, AnyModelPackage>();
  for (const name of names) packages.set(name, await app.package(name));
  const named = new Map<string, string>();
  for (const [name, pkg] of packages) if (!named.has(pkg.name)) named.set(pkg.name, name);
  const own = await importImplementations(config);
  const implementations = [...[...packages].map(([name, pkg]) => modelAs(name, pkg)), ...own];
  const service = await ModelService.open({
    implementations: implementations.map((implementation) => onceAble(implementation, say)),
    registry: servingRegistry(project, registry, named, say),
    store: (place) => project.openStore(place),
    storages: storagesOf(project),
    onNotReady: (error) => {
      if (TandemError.is(error.cause) && error.cause.code.startsWith("config/")) throw error;
      say(`${error.message}; its questions are refused, or go to the fallback of its route, until it is`);
    },
    ...limitsOf(serve, names),
  });
  return { service, packages };
}

/** What `serve` says of all, and of single models. */
function limitsOf(serve: ServeConfig, names: readonly string[]) {
  const { batching, maxWaiting, deadline } = serve;
  const threads: [string, ThreadOptions][] = [];
  const tuning: [string, Tuning][] = [];
  for (const name of names) {
    const { threads: own = serve.threads, endpoints: _, ...rest } = serve.models?.[name] ?? {};
    if (own) threads.push([name, defined(own)]);
    tuning.push([name, defined({ ...rest, batching: rest.batching && defined(rest.batching) })]);
  }
  return defined({
    batching: batching && defined(batching),
    maxWaiting,
    deadline,
    threads: Object.fromEntries(threads),
    tuning: Object.fromEntries(tuning),
  });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the keys whose value is undefined. */
export function defined<T extends object>(value: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Partial<Defined<T>>;
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
