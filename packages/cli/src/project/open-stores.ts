import { TandemError, type ArtifactStore } from "@tandem/core";
import { parseAddress } from "@tandem/storage-catalog";
import type { Config } from "../config/read-config.ts";
import { fromEnvironment } from "../config/secrets.ts";
import type { Io } from "../io.ts";
import { openTechnology, type Technologies } from "./technologies.ts";

/** Artifact stores by the names and addresses that tandem.yaml gives them, each opened with its first use. */
export type OpenStore = (place: string) => Promise<ArtifactStore>;

/**
 * A place is an address like `s3/blob/models`, whose technology is described under `technologies`, or the name of an entry
 * of `stores`, which describes a technology of its own.
 * @throws TandemError (when used) `config/no-technology`, `config/missing-variable`
 */
export function storesOf(config: Config, io: Io, technologies: Technologies): OpenStore {
  const opened = new Map<string, Promise<ArtifactStore>>();
  return (place) => {
    const held =
      opened.get(place) ?? (place.includes("/") ? openAddress(technologies, place) : openNamed(config, place, io));
    opened.set(place, held);
    return held;
  };
}

async function openAddress(technologies: Technologies, address: string): Promise<ArtifactStore> {
  const { technology, format, name } = parseAddress(address);
  if (format !== "blob")
    throw new TandemError("storage/bad-address", { address, reason: "artifacts need the format blob" });
  const opened = await technologies.open(technology);
  if (!opened.blob) throw new TandemError("storage/unsupported", { technology, what: "hold artifacts" });
  return opened.blob(name);
}

async function openNamed(config: Config, store: string, io: Io): Promise<ArtifactStore> {
  const entry = config.stores[store];
  if (!entry) throw new TandemError("storage/not-found", { address: store, known: Object.keys(config.stores) });
  const { technology, name = "models", ...rest } = entry;
  const options = fromEnvironment(rest, { file: config.file, key: `stores.${store}` }, io.env);
  const opened = await openTechnology(config, { technology, options, what: store }, io);
  if (!opened.blob)
    throw new TandemError("config/no-technology", {
      store,
      technology,
      reason: "it holds no blobs, which artifacts are",
    });
  return technology === "fs" ? openFolder(config, options) : opened.blob(String(name));
}

/** The folder itself, not one below it. */
async function openFolder({ root }: Config, options: Readonly<Record<string, unknown>>): Promise<ArtifactStore> {
  const [{ fsStore }, { resolve }] = await Promise.all([import("@tandem/storage-fs"), import("node:path")]);
  return fsStore(resolve(root, options["folder"] as string));
}

/** A store that is opened when it is first used, so that a command loads no technology that it does not need. */
export function lazyStore(open: () => Promise<ArtifactStore>): ArtifactStore {
  return {
    put: async (key, body, options) => (await open()).put(key, body, options),
    get: async (key, range) => (await open()).get(key, range),
    async *read(key) {
      yield* (await open()).read(key);
    },
    stat: async (key) => (await open()).stat(key),
    async *list(prefix) {
      yield* (await open()).list(prefix);
    },
    delete: async (key) => (await open()).delete(key),
  };
}
