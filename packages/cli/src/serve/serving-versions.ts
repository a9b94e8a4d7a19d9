import { newestVersion } from "@tandem/app";
import { TandemError } from "@tandem/core";
import { storeOf } from "@tandem/promotion";
import type { RegisteredVersion, Registry } from "@tandem/registry";
import { CHAMPION } from "@tandem/service";
import type { Project } from "../project/open-project.ts";

/** Told once for each version that is served without being the champion. */
export type OnFallback = (words: string) => void;

/**
 * The registry as a service needs it where champions may not be set yet: the champion of a model is the version with
 * that alias, else the one with the alias of the environment (`prod`), else the newest that is registered, else the one
 * saved last. Everything else is the registry's own.
 * @param names of the models in tandem.yaml, by those of their packages
 */
export function servingRegistry(
  project: Project,
  registry: Registry,
  names: ReadonlyMap<string, string>,
  onFallback: OnFallback,
): Registry {
  const said = new Set<string>();
  const say = (words: string) => {
    if (!said.has(words)) onFallback(words);
    said.add(words);
  };
  const resolve = async (reference: string): Promise<RegisteredVersion> => {
    const [pkg = "", selector = CHAMPION] = reference.split("@");
    const model = names.get(pkg) ?? pkg;
    if (selector !== CHAMPION) return registry.versions.resolve(`${model}@${selector}`);
    for (const alias of [CHAMPION, project.config.environment]) {
      const version = await ifThere(registry, `${model}@${alias}`);
      if (!version) continue;
      if (alias !== CHAMPION) say(`${model} has no champion: serving ${alias}, ${model}@${version.number}`);
      return { ...version, store: await storeOf(registry, version, alias) };
    }
    const newest = (await ifThere(registry, `${model}@latest`)) ?? (await savedLast(project, model));
    const registered = newest.number > 0;
    const name = registered ? `${model}@${newest.number}` : newest.artifact;
    const mend = registered
      ? `set one with: tandem promote ${name} --to ${CHAMPION}`
      : `it is in the store but not registered: tandem train ${model} gives a version that can be promoted`;
    say(`${model} has no champion: serving its newest version, ${name}; ${mend}`);
    return newest;
  };
  const versions = Object.create(registry.versions, { resolve: { value: resolve } }) as Registry["versions"];
  return Object.create(registry, { versions: { value: versions } }) as Registry;
}

async function ifThere(registry: Registry, reference: string): Promise<RegisteredVersion | undefined> {
  try {
    return await registry.versions.resolve(reference);
  } catch (error) {
    if (TandemError.is(error) && error.code.startsWith("registry/no-such-")) return undefined;
    throw error;
  }
}

/** A version that is in the model's store and not in the registry, under the number 0. @throws TandemError `serve/not-trained` */
async function savedLast({ app, config }: Project, model: string): Promise<RegisteredVersion> {
  try {
    const { version, saved } = await newestVersion(app.store(model), await app.package(model));
    return {
      model,
      number: 0,
      artifact: version,
      store: config.models[model]!.store ?? config.store,
      created: saved,
      updated: saved,
      author: "",
      description: "",
      source: "",
      tags: {},
      aliases: [],
    };
  } catch (error) {
    if (TandemError.is(error, "app/no-version") || TandemError.is(error, "app/unknown-model"))
      throw new TandemError("serve/not-trained", { model }, { cause: error });
    throw error;
  }
}
