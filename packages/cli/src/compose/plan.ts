import { dirname, isAbsolute, posix, relative, resolve, sep } from "node:path";
import { TandemError } from "@tandem/core";
import type { Config } from "../config/read-config.ts";
import { readManifest } from "./manifest.ts";
import { serversOf, variablesIn, type Server } from "./servers.ts";

/** Where the project lies in the image. */
export const WORKDIR = "/app";

/** What containers a project needs, told by its tandem.yaml alone; a Dockerfile and a compose file are ways to write it. */
export interface Plan {
  /** Of the images and the compose project. */
  readonly name: string;
  readonly environment: string;
  readonly models: readonly string[];
  /** The project is a workspace root, so that installing needs all of it. */
  readonly workspaces: boolean;
  readonly port: number;
  /** Whether the service speaks HTTPS. */
  readonly tls: boolean;
  readonly mlflowPort: number | undefined;
  /** Milliseconds that the service may take to stop. */
  readonly drain: number;
  readonly servers: readonly Server[];
  /** Environment variables that tandem.yaml refers to and no container of the plan provides. */
  readonly variables: readonly string[];
  /** Folders that outlive a container, as paths in the image. */
  readonly state: readonly string[];
  /** Folders of sources, relative to the project: mounted for reading, left out of the image. */
  readonly data: readonly string[];
  /** What will not work as it is, in words. */
  readonly warnings: readonly string[];
}

/** @throws TandemError `compose/no-package`, `compose/no-models` */
export function planOf(config: Config): Plan {
  const manifest = readManifest(config.root);
  const models = Object.keys(config.models);
  if (models.length === 0) throw new TandemError("compose/no-models", { file: config.file });
  const servers = serversOf(config);
  const provided = servers.map(({ variable }) => variable);
  const { folders, warnings } = stateOf(config);
  const { port = 8080, mlflow = {}, drain = 30_000 } = config.serve;
  return {
    name: manifest.name,
    environment: config.environment,
    models,
    workspaces: manifest.workspaces,
    port: port || 8080,
    tls: config.serve.tls !== undefined,
    mlflowPort: mlflow === false ? undefined : mlflow.port || 5000,
    drain,
    servers,
    variables: variablesIn(config).filter((variable) => !provided.includes(variable)),
    state: folders,
    data: dataOf(config),
    warnings: [...warnings, ...openTo(config)],
  };
}

/** A container listens on all addresses, and its ports are published. */
function openTo({ file, serve }: Config): readonly string[] {
  const { keys = {}, tokens } = serve.security ?? {};
  if (Object.keys(keys).length > 0 || tokens) return [];
  return [
    `the service asks for no key: whoever reaches its ports may ask and change models; set serve.security in ${file}`,
  ];
}

/** Folders that the project writes to. */
function stateOf(config: Config): { readonly folders: readonly string[]; readonly warnings: readonly string[] } {
  const entries = [...Object.values(config.stores), ...Object.values(config.technologies)] as Record<string, unknown>[];
  const folders = entries.flatMap(({ folder }) => (typeof folder === "string" ? [folder] : []));
  const files = entries.flatMap(({ file }) => (typeof file === "string" ? [file] : []));
  if (!/^(postgres|\$\{)/.test(config.registry)) files.push(config.registry);
  const warnings = files
    .filter((file) => dirname(resolve(config.root, file)) === resolve(config.root))
    .map((file) => `${file} lies in the project's folder itself and is lost with its container; move it into a folder`);
  const all = [".tandem", config.reports, ...folders, ...files.map((file) => dirname(file))]
    .filter((path) => !path.includes("${"))
    .map((path) => inImage(config.root, path))
    .filter((path) => path !== WORKDIR);
  return { folders: outermost(all), warnings };
}

function dataOf(config: Config): readonly string[] {
  const locations = Object.values(config.sources).flatMap((source) =>
    "kind" in source && source.location !== undefined && source.kind !== "postgres" ? [source.location] : [],
  );
  const folders = locations
    .filter((location) => !location.includes("${") && !location.includes("://"))
    .map((location) => relative(config.root, dirname(resolve(config.root, location))))
    .filter((folder) => folder !== "" && !folder.startsWith("..") && !isAbsolute(folder));
  return outermost(folders.map((folder) => folder.split(sep).join("/")));
}

function inImage(root: string, path: string): string {
  const below = relative(root, resolve(root, path));
  return below.startsWith("..") ? resolve(root, path) : posix.join(WORKDIR, below.split(sep).join("/"));
}

/** Sorted, without those that lie in another. */
function outermost(folders: readonly string[]): readonly string[] {
  const sorted = [...new Set(folders)].sort();
  return sorted.filter((folder) => !sorted.some((other) => folder.startsWith(`${other}/`)));
}
