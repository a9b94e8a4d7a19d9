import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  fileSink,
  keyValueSink,
  predictionLayout,
  predictionValueSchema,
  tableSink,
  type PredictionFormat,
  type PredictionSink,
} from "@tandem/app";
import { TandemError, type AnyModelPackage, type StorageFormat } from "@tandem/core";
import { adoptTable, parseAddress, type JsonSchema, type StorageAddress } from "@tandem/storage-catalog";
import { openCatalog } from "../project/open-catalog.ts";
import type { Project } from "../project/open-project.ts";

/** Where predictions go that a later run can go on with, and where it is noted how far they have come. */
export interface ResumableOutput {
  readonly sink: PredictionSink;
  readonly journal: string;
}

/** @throws TandemError `cli/bad-option` where the file's name is that of a folder */
export function intoFile(file: string, format: PredictionFormat): ResumableOutput {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new TandemError("cli/bad-option", { option: "--out", value: file, expected: "a file, and this is a folder" });
  return { sink: fileSink(file, format), journal: `${file}.journal` };
}

/**
 * A table by its address, like `sqlite/table/churn-predictions`, made where it is missing and known to the catalog.
 * @throws TandemError `storage/bad-address`, `storage/unsupported`, `config/no-technology`
 */
export async function intoTable(
  project: Project,
  pkg: AnyModelPackage,
  address: string,
  version: string,
): Promise<ResumableOutput> {
  const { technology, name } = addressOf(address, "table", "predictions go into a table: sqlite/table/name");
  const opened = await project.technologies.open(technology);
  if (!opened.table) throw new TandemError("storage/unsupported", { technology, what: "hold tables" });
  const layout = predictionLayout(pkg, name);
  const table = await opened.table(layout);
  await adoptTable(await openCatalog(project, [address]), address, layout, `what ${pkg.name} predicts, by sample`);
  return { sink: tableSink(table, address, version), journal: journalOf(project, pkg, technology, name) };
}

/**
 * A key-value storage of the project's catalog by its address, like `redis/kv/recommendations`, made where it is missing.
 * @throws TandemError `storage/bad-address`, `storage/unsupported`, `config/no-technology`, and where it is there with
 * another schema, `storage/invalid-value`
 */
export async function intoKeyValues(
  project: Project,
  pkg: AnyModelPackage,
  address: string,
  version: string,
): Promise<ResumableOutput> {
  const reason = "predictions to look up go into a key-value storage: sqlite/kv/name";
  const { technology, name } = addressOf(address, "kv", reason);
  const catalog = await openCatalog(project, [address]);
  await catalog.describe(address).catch((error: unknown) => {
    if (!TandemError.is(error, "storage/not-found")) throw error;
    const schema = predictionValueSchema(pkg) as JsonSchema;
    return catalog.create(address, { schema, description: `what ${pkg.name} predicts, by sample` });
  });
  const values = await catalog.kv(address);
  const journal = journalOf(project, pkg, technology, `kv-${name}`);
  return { sink: keyValueSink(values, address, version), journal };
}

function addressOf(address: string, wanted: StorageFormat, reason: string): StorageAddress {
  const parsed = parseAddress(address);
  if (parsed.format !== wanted) throw new TandemError("storage/bad-address", { address, reason });
  return parsed;
}

function journalOf({ config }: Project, pkg: AnyModelPackage, technology: string, name: string): string {
  const file = `${config.environment}-${pkg.name}-${technology}-${name}.journal`;
  return join(resolve(config.root, ".tandem/predictions"), file);
}

/** Whether a path is a pipe or a device, which can only be written from start to end. */
export function isPipe(path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && !there.isFile() && !there.isDirectory();
}
