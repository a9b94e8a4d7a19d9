import "@tandem/storage-catalog";
import { resolve } from "node:path";
import { TandemError, type Technology } from "@tandem/core";
import type { Config } from "../config/read-config.ts";
import { fromEnvironment } from "../config/secrets.ts";
import type { Io } from "../io.ts";
import { importFrom, saidOnImport } from "./import-model.ts";

type Options = Readonly<Record<string, unknown>>;

/** Technologies of tandem.yaml, each imported and opened with its first use, and closed with the command. */
export interface Technologies {
  /** @throws TandemError `config/no-technology`, `config/missing-variable` */
  open(name: string): Promise<Technology>;
}

export function technologiesOf(config: Config, io: Io): Technologies {
  const opened = new Map<string, Promise<Technology>>();
  return {
    open(name) {
      const held = opened.get(name) ?? openNamed(config, name, io);
      opened.set(name, held);
      return held;
    },
  };
}

async function openNamed(config: Config, name: string, io: Io): Promise<Technology> {
  const entry = config.technologies[name];
  if (!entry)
    throw new TandemError("storage/unknown-technology", { technology: name, known: Object.keys(config.technologies) });
  const { technology = name, ...rest } = entry;
  const options = fromEnvironment(rest, { file: config.file, key: `technologies.${name}` }, io.env) as Options;
  const opened = await openTechnology(config, { technology, options, what: name }, io);
  return { ...opened, name };
}

interface Wanted {
  readonly technology: string;
  readonly options: Options;
  /** What asks for it: a store or a technology's name. */
  readonly what: string;
}

/** What a technology's function takes first; any other takes its options alone. */
const FIRST: Readonly<Record<string, { readonly key: string; readonly path: boolean; readonly like: string }>> = {
  fs: { key: "folder", path: true, like: ".tandem/storage" },
  sqlite: { key: "file", path: true, like: ".tandem/storage.db" },
  postgres: { key: "url", path: false, like: "${env:DATABASE_URL}" },
  redis: { key: "url", path: false, like: "${env:REDIS_URL}" },
  mongodb: { key: "url", path: false, like: "${env:MONGODB_URL}" },
};

/**
 * A technology is a package, `@tandem/storage-<technology>` or the one named by `package`, which exports
 * `<technology>Technology(...)`. @throws TandemError `config/no-technology`
 */
export async function openTechnology(config: Config, wanted: Wanted, io: Io): Promise<Technology> {
  const { technology, options, what } = wanted;
  const { package: named = `@tandem/storage-${technology}`, ...own } = options;
  const refuse = (reason: string, cause?: unknown) =>
    new TandemError("config/no-technology", { store: what, technology, reason }, { cause });
  const module = await importTechnology(config.root, String(named)).catch((error: unknown) => {
    throw refuse(
      `${String(named)} cannot be imported (${saidOnImport(error)}); npm install ${String(named)}, or name another with \`package:\``,
      error,
    );
  });
  const open = module[`${technology}Technology`];
  if (typeof open !== "function") throw refuse(`${String(named)} exports no ${technology}Technology`);
  const opened = (await open(...argumentsOf(config.root, technology, own, refuse))) as Technology;
  io.atEnd(() => opened.close());
  return opened;
}

function argumentsOf(root: string, technology: string, options: Options, refuse: (reason: string) => Error): unknown[] {
  const first = FIRST[technology];
  if (!first) return [options];
  const { [first.key]: value, ...rest } = options;
  if (typeof value !== "string") throw refuse(`it needs a ${first.key}, as in \`${first.key}: ${first.like}\``);
  return [first.path ? resolve(root, value) : value, rest];
}

/** The project's own package, else the one that came with the command. */
async function importTechnology(root: string, named: string): Promise<Record<string, unknown>> {
  try {
    return await importFrom(root, named);
  } catch (error) {
    if (named === "@tandem/storage-fs") return import("@tandem/storage-fs");
    if (named === "@tandem/storage-memory") return import("@tandem/storage-memory");
    if (named === "@tandem/storage-sqlite") return import("@tandem/storage-sqlite");
    throw error;
  }
}
