import { TandemError, type AnyImplementation } from "@tandem/core";
import type { Config } from "../config/read-config.ts";
import { importFrom } from "../project/import-model.ts";

/**
 * The implementations that modules named under `endpoints:` export, alone or in lists.
 * @throws TandemError `config/no-implementation`
 */
export async function importImplementations(config: Config): Promise<readonly AnyImplementation[]> {
  const found = new Set<AnyImplementation>();
  for (const { module, export: wanted } of config.endpoints) {
    const refuse = (reason: string, cause?: unknown) =>
      new TandemError("config/no-implementation", { file: config.file, module, reason }, { cause });
    const exported = await importFrom(config.root, module).catch((error: unknown) => {
      throw refuse(`it cannot be imported: ${error instanceof Error ? error.message : String(error)}`, error);
    });
    const values = Object.entries(exported).flatMap(([name, value]) =>
      wanted === undefined || name === wanted ? (Array.isArray(value) ? (value as unknown[]) : [value]) : [],
    );
    const implementations = values.filter(isImplementation);
    if (implementations.length === 0)
      throw refuse(
        wanted === undefined
          ? `it exports none, only ${Object.keys(exported).join(", ") || "nothing"}`
          : `its export "${wanted}" is none`,
      );
    for (const implementation of implementations) found.add(implementation);
  }
  return [...found];
}

function isImplementation(value: unknown): value is AnyImplementation {
  const { endpoint, name, open } = (value ?? {}) as Partial<AnyImplementation>;
  return typeof endpoint === "object" && typeof name === "string" && typeof open === "function";
}
