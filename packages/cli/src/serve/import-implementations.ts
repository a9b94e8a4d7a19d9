import { realpathSync } from "node:fs";
import { TandemError, type AnyImplementation } from "@tandem/core";
import type { Config } from "../config/read-config.ts";
import { importFrom, locate } from "../project/import-model.ts";
import { packagedEndpoints } from "./packaged-endpoints.ts";

/**
 * The implementations that modules named under `endpoints:` export, alone or in lists, and then those that stand beside
 * the models. A module that is named is taken as it is named.
 * @throws TandemError `config/no-implementation`
 */
export async function importImplementations(config: Config): Promise<readonly AnyImplementation[]> {
  const found = new Set<AnyImplementation>();
  const named = new Set<string>();
  for (const { module, export: wanted } of config.endpoints) {
    const exported = await imported(config, module);
    named.add(realpathSync(locate(config.root, module)));
    const implementations = implementationsIn(exported, wanted);
    if (implementations.length === 0) {
      const names = Object.keys(exported).join(", ") || "nothing";
      throw refused(
        config,
        module,
        wanted === undefined ? `it exports none, only ${names}` : `its export "${wanted}" is none`,
      );
    }
    for (const implementation of implementations) found.add(implementation);
  }
  for (const file of packagedEndpoints(config))
    if (!named.has(file))
      for (const implementation of implementationsIn(await imported(config, file))) found.add(implementation);
  return [...found];
}

async function imported(config: Config, module: string): Promise<Record<string, unknown>> {
  return importFrom(config.root, module).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw refused(config, module, `it cannot be imported: ${why}`, error);
  });
}

function refused({ file }: Config, module: string, reason: string, cause?: unknown): TandemError {
  return new TandemError("config/no-implementation", { file, module, reason }, { cause });
}

/** Those that a module exports; under one name, where one is wanted. */
function implementationsIn(exported: Readonly<Record<string, unknown>>, wanted?: string): readonly AnyImplementation[] {
  return Object.entries(exported)
    .filter(([name]) => wanted === undefined || name === wanted)
    .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isImplementation);
}

function isImplementation(value: unknown): value is AnyImplementation {
  const { endpoint, name, open } = (value ?? {}) as Partial<AnyImplementation>;
  return typeof endpoint === "object" && typeof name === "string" && typeof open === "function";
}
