import "../errors.ts";
import { extname, resolve } from "node:path";
import { createApp, type App, type AppModel } from "@tandem/app";
import type { AnyModelPackage } from "@tandem/core";
import type { SourceRows } from "../config/config-schema.ts";
import { findConfig } from "../config/find-config.ts";
import { readConfig, type Config } from "../config/read-config.ts";
import type { GlobalOptions, Io } from "../io.ts";
import { importModel } from "./import-model.ts";
import { openSource } from "./open-source.ts";
import { registryOf, type RegistryOf } from "./open-registry.ts";
import { lazyStore, storesOf, type OpenStore } from "./open-stores.ts";
import { technologiesOf, type Technologies } from "./technologies.ts";

export interface Project {
  readonly config: Config;
  readonly app: App<Readonly<Record<string, AppModel>>>;
  readonly technologies: Technologies;
  readonly openStore: OpenStore;
  readonly registry: RegistryOf;
}

/** Name of the source that stands for a file given on the command line. */
export const INPUT = "--input";

/**
 * The project that the command runs in, with nothing imported or opened yet.
 * @throws TandemError `config/*`
 */
export async function openProject(
  io: Io,
  options: GlobalOptions,
  input?: { readonly model: string; readonly file: string },
): Promise<Project> {
  const file = options.config === undefined ? findConfig(io.cwd) : resolve(io.cwd, options.config);
  const config = withInput(readConfig(file, options.env ?? (io.env["TANDEM_ENV"] || undefined)), input);
  return projectOf(config, io);
}

/** A project of a configuration. */
export function projectOf(config: Config, io: Io): Project {
  const technologies = technologiesOf(config, io);
  const openStore = storesOf(config, io, technologies);
  const models = Object.fromEntries(
    Object.entries(config.models).map(([name, { source, store }]): [string, AppModel] => {
      let imported: Promise<AnyModelPackage> | undefined;
      return [
        name,
        {
          package: () => (imported ??= importModel(config, name)),
          store: lazyStore(() => openStore(store ?? config.store)),
          ...(source === undefined ? {} : { source }),
        },
      ];
    }),
  );
  const sources = Object.fromEntries(
    Object.keys(config.sources).map((name) => [name, (pkg: AnyModelPackage) => openSource(config, name, pkg, io.env)]),
  );
  const app = createApp({ models, sources, store: lazyStore(() => openStore(config.store)) });
  return { config, app, technologies, openStore, registry: registryOf(config, io) };
}

const KIND_OF: Readonly<Record<string, "ndjson" | "json" | "parquet">> = {
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
  ".json": "json",
  ".parquet": "parquet",
};

/** The file as a source: of the kind that its name says, else CSV, and written like the model's own source if that is of this kind. */
function withInput(config: Config, input: { readonly model: string; readonly file: string } | undefined): Config {
  if (!input) return config;
  const own = config.sources[config.models[input.model]?.source ?? ""];
  const kind = KIND_OF[extname(input.file).toLowerCase()] ?? "csv";
  const like: SourceRows = own && "kind" in own && own.kind === kind ? own : { kind };
  return { ...config, sources: { ...config.sources, [INPUT]: { ...like, location: input.file } } };
}
