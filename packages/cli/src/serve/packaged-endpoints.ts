import { readdirSync, realpathSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import type { Config } from "../config/read-config.ts";
import { locate } from "../project/import-model.ts";

/**
 * The modules that packages of served models bring: the files in `endpoints/` beside a model's own module that are
 * written in what it is written in, so that `dist/index.js` brings `dist/endpoints/*.js`. By name, each once.
 */
export function packagedEndpoints({ root, models, serve }: Config): readonly string[] {
  const files = new Set<string>();
  for (const name of Object.keys(serve.models ?? models)) {
    if (serve.models?.[name]?.endpoints === false) continue;
    const entry = fileOf(root, models[name]?.module);
    if (entry !== undefined) for (const file of beside(entry)) files.add(file);
  }
  return [...files];
}

/** Undefined where it is not there, which importing the model says better. */
function fileOf(root: string, module: string | undefined): string | undefined {
  try {
    return module === undefined ? undefined : locate(root, module);
  } catch {
    return undefined;
  }
}

function beside(entry: string): readonly string[] {
  const [folder, written] = [join(dirname(entry), "endpoints"), extname(entry)];
  try {
    const names = readdirSync(folder).filter((name) => extname(name) === written && !name.endsWith(".d.ts"));
    return names.sort().map((name) => realpathSync(join(folder, name)));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}
