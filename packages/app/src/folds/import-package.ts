import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AnyModelPackage } from "@tandem/core";

/**
 * The URL of the built JavaScript of a module: TypeScript under a package's `src/` is built to the same place under its
 * `dist/`. Other URLs are their own.
 */
export function builtUrl(url: string): string {
  const at = url.lastIndexOf("/src/");
  if (at < 0 || !/\.m?ts$/.test(url)) return url;
  return `${url.slice(0, at)}/dist/${url.slice(at + "/src/".length).replace(/ts$/, "js")}`;
}

/** Where a worker thread can import the package from, or the reason why it cannot. */
export function importableFrom(pkg: AnyModelPackage): { readonly url: string } | { readonly reason: string } {
  if (pkg.module === undefined) return { reason: "it does not say its module" };
  const url = builtUrl(pkg.module);
  if (!URL.canParse(url)) return { reason: `its module "${pkg.module}" is no URL` };
  if (url.startsWith("file:") && !existsSync(fileURLToPath(url)))
    return { reason: `${fileURLToPath(url)} does not exist: it is not built` };
  return { url };
}

/** The package of that name among a module's exports. @throws what importing throws, and where there is none. */
export async function importPackage(url: string, name: string): Promise<AnyModelPackage> {
  const exported = Object.values((await import(url)) as Record<string, unknown>);
  const found = exported.find((value) => isModelPackage(value) && value.name === name);
  if (!found) throw new Error(`${url} exports no model package named "${name}"`);
  return found as AnyModelPackage;
}

/** Whether a value exported by a module is a model package. */
export function isModelPackage(value: unknown): value is AnyModelPackage {
  const candidate = value as Partial<AnyModelPackage> | null | undefined;
  return (
    typeof candidate === "object" &&
    candidate !== null &&
    typeof candidate.name === "string" &&
    typeof candidate.train === "function" &&
    typeof candidate.restore === "function"
  );
}
