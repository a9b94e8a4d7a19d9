import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isModelPackage } from "@tandem/app";
import { TandemError, type AnyModelPackage } from "@tandem/core";
import type { Config } from "../config/read-config.ts";

/**
 * The model package that tandem.yaml names.
 * @throws TandemError `config/module-not-found`, `config/no-package`
 */
export async function importModel(config: Config, model: string): Promise<AnyModelPackage> {
  const { module, export: wanted } = config.models[model]!;
  const exported = await importFrom(config.root, module).catch((error: unknown) => {
    throw new TandemError(
      "config/module-not-found",
      { model, module, reason: whyNotImported(error) },
      { cause: error },
    );
  });
  const packages = Object.entries(exported).filter(
    ([name, value]) => isModelPackage(value) && (wanted === undefined || name === wanted),
  );
  const distinct = new Set(packages.map(([, value]) => value));
  const named = packages.filter(([, value]) => (value as AnyModelPackage).name === model);
  const [found] = distinct.size === 1 ? packages : named;
  if (!found) throw new TandemError("config/no-package", { model, module, exported: Object.keys(exported) });
  return found[1] as AnyModelPackage;
}

function whyNotImported(error: unknown): string {
  const said = saidOnImport(error);
  return (error as { code?: string } | undefined)?.code?.endsWith("MODULE_NOT_FOUND")
    ? `${said}; check its name, that it is installed (npm install) and, in a workspace, built (npm run build)`
    : said;
}

/** The first line of what Node says of a failed import; the others tell of its search. */
export function saidOnImport(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!;
}

/** A module by path or by the name of a package that is installed in `root`. */
export async function importFrom(root: string, specifier: string): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(locate(root, specifier)).href)) as Record<string, unknown>;
}

/** The file that a path or the name of an installed package stands for. @throws Error where there is none */
export function locate(root: string, specifier: string): string {
  if (/^\.{0,2}[/\\]|^[A-Za-z]:[/\\]/.test(specifier)) return resolve(root, specifier);
  try {
    return createRequire(join(root, "tandem.yaml")).resolve(specifier);
  } catch (error) {
    const file = importOnly(root, specifier);
    if (file === undefined) throw error;
    return file;
  }
}

/** Where a package exports itself to `import` alone, which `require.resolve` does not see. */
function importOnly(root: string, name: string): string | undefined {
  for (let at = resolve(root); ; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) {
      const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
        readonly exports?: unknown;
      };
      const entry = target(exports);
      return entry === undefined ? undefined : join(folder, entry);
    }
    if (at === dirname(at)) return undefined;
  }
}

function target(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  if (typeof exports !== "object" || exports === null) return undefined;
  const conditions = exports as Readonly<Record<string, unknown>>;
  return target(conditions["."] ?? conditions["node"] ?? conditions["import"] ?? conditions["default"]);
}
