import { resolve } from "node:path";
import type { SampleSource } from "@tandem/app";
import { TandemError, type AnyModelPackage } from "@tandem/core";
import { csvSource } from "@tandem/data";
import type { Config } from "../config/read-config.ts";
import { fromEnvironment } from "../config/secrets.ts";

/** A source of tandem.yaml, read by the schemas of the model that asks. */
export async function openSource(
  config: Config,
  name: string,
  pkg: AnyModelPackage,
  env: NodeJS.ProcessEnv,
): Promise<SampleSource<unknown, unknown>> {
  const entry = fromEnvironment(config.sources[name]!, { file: config.file, key: `sources.${name}` }, env);
  const { location, label } = entry as { readonly location?: string; readonly label?: string };
  if (entry.kind !== "csv" || location === undefined)
    throw new TandemError("cli/bad-option", { option: `sources.${name}`, value: entry.kind, expected: "csv" });
  return csvSource(resolve(config.root, location), {
    name: location,
    schema: pkg.sample,
    ...(label === undefined ? {} : { label: { column: label, schema: pkg.label } }),
  }) as unknown as SampleSource<unknown, unknown>;
}
