import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { TandemError } from "@tandem/core";
import type { Problem } from "../errors.ts";
import { ConfigFile, Merged, type ModelEntry, type SourceEntry, type StoreEntry } from "./config-schema.ts";
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
  /** Name of the store of models that name none. */
  readonly store: string;
  readonly reports: string;
}

const ENVIRONMENT = "dev";
const STORE = "default";

/**
 * @param environment default: what the file says under `environment`, else dev, which need not be declared.
 * @throws TandemError `config/unreadable`, `config/invalid`, `config/unknown-environment`
 */
export function readConfig(file: string, environment?: string): Config {
  const yaml = parseYaml(file, textOf(file));
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
    store,
    reports: merged.reports ?? ".tandem/reports",
  };
  refuse(yaml, [...unknownNames(yaml, config), ...secrets(yaml)]);
  return config;
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
}

/** The value as the schema has it. A problem of the merged value is placed in the layer that holds it, else in the base. */
function checked<T>(yaml: YamlFile, schema: Checker<T>, value: unknown, layer: readonly string[]): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(each).map(({ path, message }) => placed(yaml, layer, path, message));
  throw new TandemError("config/invalid", { file: yaml.file, problems });
}

/** zod reports unknown keys of a map together, at the map; each is a problem at its own place. */
function each({
  path,
  message,
  code,
  keys = [],
}: Issue): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  if (code !== "unrecognized_keys") return [{ path, message }];
  return keys.map((key) => ({
    path: [...path, key],
    message: "this key is not known here; see the README of @tandem/cli for those that are",
  }));
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
  return [
    ...check(["store"], "store", config.store, config.stores),
    ...Object.entries(config.models).flatMap(([model, { source, store }]) => [
      ...check(["models", model, "source"], "source", source, config.sources),
      ...check(["models", model, "store"], "store", store, config.stores),
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
