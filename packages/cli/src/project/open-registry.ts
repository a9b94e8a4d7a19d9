import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import type { Registry } from "@tandem/registry";
import type { Config } from "../config/read-config.ts";
import { fromEnvironment } from "../config/secrets.ts";
import type { Io } from "../io.ts";

export interface RegistryOf {
  /** Opened with first use, made where it is missing. @throws TandemError `registry/too-new`, `storage/unavailable` */
  open(): Promise<Registry>;
  /** Undefined where none was made yet, so that looking leaves nothing behind. */
  ifThere(): Promise<Registry | undefined>;
  /** Who is said to have done what the command does: TANDEM_AUTHOR, else the user. */
  readonly author: string;
}

export function registryOf(config: Config, io: Io): RegistryOf {
  let opened: Promise<Registry> | undefined;
  const location = () => {
    const text = fromEnvironment(config.registry, { file: config.file, key: "registry" }, io.env);
    return /^postgres(ql)?:/.test(text) ? { postgres: text } : { sqlite: resolve(config.root, text) };
  };
  const open = () =>
    (opened ??= (async () => {
      const { Registry } = await import("@tandem/registry");
      const registry = await Registry.open(location());
      io.atEnd(() => registry.close());
      return registry;
    })());
  return {
    open,
    async ifThere() {
      const where = location();
      return "sqlite" in where && !existsSync(where.sqlite) ? undefined : open();
    },
    author: io.env["TANDEM_AUTHOR"] || userInfo().username,
  };
}
