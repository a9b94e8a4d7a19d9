import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { TandemError } from "@tandem/core";
import type { Problem } from "../errors.ts";
import {
  ConfigFile,
  Merged,
  type GateEntry,
  type ModelEntry,
  type SourceEntry,
  type StageEntry,
  type StoreEntry,
  type TechnologyEntry,
} from "./config-schema.ts";
import type { EndpointsConfig, ServeConfig } from "./serve-schema.ts";
import { layered } from "./layers.ts";
import { writtenSecrets } from "./secrets.ts";
import { parseYaml, type YamlFile } from "./yaml-file.ts";

/** tandem.yaml with the layer of one environment over it, checked. `${NAME}` references are not yet replaced. */
export interface Config {
  readonly file: string;
  /** The folder of the file: what its paths are relative to. */
  readonly root: string;
  readonly environment: string;
  readonly models: Readonly<Record<string, ModelEntry>>;
  readonly sources: Readonly<Record<string, SourceEntry>>;
  readonly stores: Readonly<Record<string, StoreEntry>>;
  readonly technologies: Readonly<Record<string, TechnologyEntry>>;
  /** Name or address of the store of models that name none. */
  readonly store: string;
  /** A SQLite file, or the URL of a PostgreSQL database. */
  readonly registry: string;
  /** Name or address of the store of versions of data. */
  readonly snapshots: string;
  /** Name or address of the store of storages' definitions. */
  readonly definitions: string;
  readonly stages: readonly { readonly alias: string; readonly store?: string }[];
  readonly gates: readonly GateEntry[];
  readonly reports: string;
  /** Modules with implementations of endpoint types. */
  readonly endpoints: EndpointsConfig;
  readonly serve: ServeConfig;
}

const EMPTY =
  "there is nothing in this file yet; name a model, as in `models: { churn: { module: ./churn/src/index.ts, source: customers } }`, and what it reads under `sources`";
const ENVIRONMENT = "dev";
const STORE = "default";
/** What needs no server and no options. */
const TECHNOLOGIES: Readonly<Record<string, TechnologyEntry>> = {
  fs: { folder: ".tandem/storage" },
  memory: {},
  sqlite: { file: ".tandem/storage.db" },
};
const STAGES: readonly StageEntry[] = [{ alias: "dev" }, { alias: "preprod" }, { alias: "prod" }];

/**
 * @param environment default: what the file says under `environment`, else dev, which need not be declared.
 * @throws TandemError `config/unreadable`, `config/invalid`, `config/unknown-environment`
 */
export function readConfig(file: string, environment?: string): Config {
  const yaml = parseYaml(file, textOf(file));
  if (yaml.value === null) refuse(yaml, [yaml.problem([], EMPTY)]);
  const { environment: usual, environments = {}, ...base } = checked(yaml, ConfigFile, yaml.value ?? {}, []);
  const chosen = environment ?? usual ?? ENVIRONMENT;
  const known = Object.keys(environments);
  if (
    !known.includes(chosen) &&
    (environment !== undefined || usual !== undefined) &&
    !(chosen === ENVIRONMENT && known.length === 0)
  )
    throw new TandemError("config/unknown-environment", { file, environment: chosen, known });
  const merged = checked(yaml, Merged, layered(base, environments[chosen] ?? {}), ["environments", chosen]);
  const { models = {}, sources = {}, stores = { [STORE]: { technology: "fs", folder: ".tandem/store" } } } = merged;
  const store = merged.store ?? (Object.keys(stores).length === 1 ? Object.keys(stores)[0]! : STORE);
  const config = {
    file,
    root: dirname(file),
    environment: chosen,
    models,
    sources,
    stores,
    technologies: { ...TECHNOLOGIES, ...merged.technologies },
    store,
    registry: merged.registry ?? (chosen === ENVIRONMENT ? ".tandem/registry.db" : `.tandem/${chosen}/registry.db`),
    snapshots: merged.snapshots ?? "fs/blob/data",
    definitions: merged.definitions ?? "fs/blob/definitions",
    stages: (merged.promotion?.stages ?? STAGES).map(stageOf),
    gates: merged.promotion?.gates ?? [],
    endpoints: merged.endpoints ?? [],
    serve: merged.serve ?? {},
    reports: merged.reports ?? ".tandem/reports",
  };
  refuse(yaml, [...unknownNames(yaml, config), ...secrets(yaml)]);
  return config;
}

function stageOf(entry: StageEntry): Config["stages"][number] {
  const store = "store" in entry ? entry.store : undefined;
  return { alias: entry.alias, ...(store === undefined ? {} : { store }) };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new TandemError(
      "config/unreadable",
      { file, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

interface Checker<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}
interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  /** What is wrong with a key itself. */
  readonly issues?: readonly { readonly message: string }[];
}

/** The value as the schema has it. A problem of the merged value is placed in the layer that holds it, else in the base. */
function checked<T>(yaml: YamlFile, schema: Checker<T>, value: unknown, layer: readonly string[]): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(each).map(({ path, message }) => placed(yaml, layer, path, message));
  throw new TandemError("config/invalid", { file: yaml.file, problems });
}

/** zod reports unknown keys of a map together, at the map; each is a problem at its own place, in a line of its own. */
function each({
  path,
  message,
  code,
  keys = [],
  issues = [],
}: Issue): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  if (code === "invalid_key") return [{ path, message: issues[0]?.message ?? message }];
  if (code !== "unrecognized_keys") return [{ path, message }];
  const messages = message.split("\n");
  return keys.map((key, at) => ({ path: [...path, key], message: messages[at] ?? message }));
}

function placed(yaml: YamlFile, layer: readonly PropertyKey[], path: readonly PropertyKey[], message: string): Problem {
  const inLayer = [...layer, ...path];
  const depth = (full: readonly PropertyKey[]) => full.findIndex((_, i) => !yaml.has(full.slice(0, i + 1)));
  const whole =
    layer.length > 0 && (depth(inLayer) < 0 || (depth(path) >= 0 && depth(inLayer) - layer.length > depth(path)));
  return yaml.problem(whole ? inLayer : path, message);
}

function refuse(yaml: YamlFile, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new TandemError("config/invalid", { file: yaml.file, problems });
}

/** Models that refer to sources and stores which are not declared. */
function unknownNames(yaml: YamlFile, config: Config): Problem[] {
  const layer = ["environments", config.environment];
  const check = (path: readonly string[], what: string, name: string | undefined, known: object): Problem[] =>
    name === undefined || Object.hasOwn(known, name)
      ? []
      : [
          placed(
            yaml,
            layer,
            path,
            `there is no ${what} "${name}"; there are ${Object.keys(known).join(", ") || "none"}`,
          ),
        ];
  const checkPlace = (path: readonly string[], place: string | undefined): Problem[] =>
    place?.includes("/")
      ? check(path, "technology", place.split("/")[0], config.technologies)
      : check(path, "store", place, config.stores);
  return [
    ...checkPlace(["store"], config.store),
    ...checkPlace(["snapshots"], config.snapshots),
    ...checkPlace(["definitions"], config.definitions),
    ...config.stages.flatMap((stage, at) => checkPlace(["promotion", "stages", String(at), "store"], stage.store)),
    ...Object.keys(config.serve.models ?? {}).flatMap((model, at) =>
      check(
        yaml.has(["serve", "models", at]) ? ["serve", "models", String(at)] : ["serve", "models", model],
        "model",
        model,
        config.models,
      ),
    ),
    ...check(
      ["serve", "predictions", "table"],
      "technology",
      config.serve.predictions?.table.split("/")[0],
      config.technologies,
    ),
    ...Object.entries(config.models).flatMap(([model, { source, store }]) => [
      ...check(["models", model, "source"], "source", source, config.sources),
      ...checkPlace(["models", model, "store"], store),
    ]),
  ];
}

function secrets(yaml: YamlFile): Problem[] {
  return writtenSecrets(yaml.value).map((path) =>
    yaml.problem(
      path,
      "a secret does not belong into this file: refer to an environment variable, as in ${DB_PASSWORD}",
    ),
  );
}
