import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TandemError } from "@tandem/core";

/**
 * What the package.json beside tandem.yaml says.
 * @throws TandemError `compose/no-package`
 */
export function readManifest(root: string): { readonly name: string; readonly workspaces: boolean } {
  let manifest: { readonly name?: unknown; readonly workspaces?: unknown };
  try {
    manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as typeof manifest;
  } catch (error) {
    throw new TandemError(
      "compose/no-package",
      { folder: root, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
  const name = typeof manifest.name === "string" ? manifest.name : "tandem";
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return { name: plain || "tandem", workspaces: manifest.workspaces !== undefined };
}
