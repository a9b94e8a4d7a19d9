import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { TandemError } from "@tandem/core";
import { formatAddress, type JsonSchema, type NewStorage } from "@tandem/storage-catalog";
import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { openCatalog } from "../../project/open-catalog.ts";
import { openProject } from "../../project/open-project.ts";
import { wholeNumber } from "../options.ts";

export interface CreateCommand extends GlobalOptions {
  readonly schema?: string;
  readonly key?: string;
  readonly dimensions?: string;
  readonly description?: string;
}

/** `tandem storage create <address>`, and with `evolve` `tandem storage evolve <address>`. */
export async function run(
  io: Io,
  address: string | undefined,
  options: CreateCommand,
  _: readonly string[] = [],
  evolve = false,
): Promise<void> {
  const given = await definitionOf(io, options);
  const project = await openProject(io, options);
  const catalog = await openCatalog(project, [address!]);
  const made = evolve ? await catalog.evolve(address!, given) : await catalog.create(address!, given);
  if (made.address.format === "blob") await catalog.blob(address!);
  const text = `${formatAddress(made.address)} is there, revision ${made.revision}`;
  print(io, options, { json: made, text });
}

async function definitionOf(io: Io, options: CreateCommand): Promise<NewStorage> {
  const { schema, key, description } = options;
  const dimensions = wholeNumber("--dimensions", options.dimensions, 0);
  return {
    ...(schema === undefined ? {} : { schema: await readSchema(io, schema) }),
    ...(key === undefined ? {} : { key: key.split(",").map((column) => column.trim()) }),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(description === undefined ? {} : { description }),
  };
}

/** JSON Schema written out, or in a file. @throws TandemError `cli/bad-option` */
async function readSchema(io: Io, text: string): Promise<JsonSchema> {
  const bad = (expected: string) => new TandemError("cli/bad-option", { option: "--schema", value: text, expected });
  const inline = text.trimStart().startsWith("{");
  const json = inline
    ? text
    : await readFile(resolve(io.cwd, text), "utf8").catch((error: unknown) => {
        throw bad(`a JSON Schema or a file that holds one (${error instanceof Error ? error.message : String(error)})`);
      });
  try {
    return JSON.parse(json) as JsonSchema;
  } catch (error) {
    throw bad(`JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}
