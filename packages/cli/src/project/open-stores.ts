import { resolve } from "node:path";
import { TandemError, type ArtifactStore, type Technology } from "@tandem/core";
import type { Config } from "../config/read-config.ts";
import { fromEnvironment } from "../config/secrets.ts";
import type { Io } from "../io.ts";
import { importFrom } from "./import-model.ts";

type Options = Readonly<Record<string, unknown>>;
type OpenTechnology = (options: Options) => Technology | Promise<Technology>;

/**
 * The stores that models use. `technology: fs` is a folder; any other technology is a package of its own,
 * `@tandem/storage-<technology>` or the one named by `package`, which exports `<technology>Technology(options)`.
 * @throws TandemError `config/no-technology`, `config/missing-variable`
 */
export async function openStores(config: Config, io: Io): Promise<{ get(name: string): ArtifactStore }> {
  const used = new Set([config.store, ...Object.values(config.models).flatMap(({ store }) => store ?? [])]);
  const opened = new Map<string, ArtifactStore>();
  for (const name of used) opened.set(name, await openStore(config, name, io));
  return { get: (name) => opened.get(name)! };
}

async function openStore(config: Config, store: string, io: Io): Promise<ArtifactStore> {
  const { technology, ...rest } = config.stores[store]!;
  const options = fromEnvironment(rest, { file: config.file, key: `stores.${store}` }, io.env) as Options;
  const refuse = (reason: string, cause?: unknown) =>
    new TandemError("config/no-technology", { store, technology, reason }, { cause });
  if (technology === "fs") {
    const folder = options["folder"];
    if (typeof folder !== "string") throw refuse("it needs a folder, as in `folder: .tandem/store`");
    const { fsStore } = await import("@tandem/storage-fs");
    return fsStore(resolve(config.root, folder));
  }
  const { package: named = `@tandem/storage-${technology}`, name = "models", ...own } = options;
  const module = await importFrom(config.root, String(named)).catch((error: unknown) => {
    throw refuse(
      `${String(named)} cannot be imported (${error instanceof Error ? error.message : String(error)}); install it, or name another with \`package:\``,
      error,
    );
  });
  const open = module[`${technology}Technology`] as OpenTechnology | undefined;
  if (typeof open !== "function") throw refuse(`${String(named)} exports no ${technology}Technology`);
  const connected = await open(own);
  io.atEnd(() => connected.close());
  if (!connected.blob) throw refuse("it holds no blobs, which artifacts are");
  return connected.blob(String(name));
}
