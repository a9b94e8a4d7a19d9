import "../errors.ts";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { TandemError } from "@tandem/core";
import { composeFile } from "../compose/compose-file.ts";
import { dockerfile, dockerignore } from "../compose/dockerfile.ts";
import { planOf } from "../compose/plan.ts";
import { findConfig } from "../config/find-config.ts";
import { readConfig } from "../config/read-config.ts";
import type { GlobalOptions, Io } from "../io.ts";

interface ComposeCommand extends GlobalOptions {
  readonly force?: boolean;
}

/**
 * `tandem compose`: writes the files of the project's containers beside tandem.yaml; all of them or none.
 * @throws TandemError `compose/exists`, `compose/no-package`, `compose/no-models`
 */
export async function run(io: Io, _: string | undefined, options: ComposeCommand): Promise<void> {
  const file = options.config === undefined ? findConfig(io.cwd) : resolve(io.cwd, options.config);
  const config = readConfig(file, options.env ?? (io.env["TANDEM_ENV"] || undefined));
  const plan = planOf(config);
  const files = Object.entries({
    Dockerfile: dockerfile(plan),
    ".dockerignore": dockerignore(plan),
    "docker-compose.yml": composeFile(plan),
  }).map(([name, text]) => ({ path: join(config.root, name), text }));
  const differing = files.filter(({ path, text }) => existsSync(path) && readFileSync(path, "utf8") !== text);
  if (differing.length > 0 && !options.force)
    throw new TandemError("compose/exists", { files: differing.map(({ path }) => path) });
  for (const { path, text } of files) writeFileSync(path, text);
  for (const warning of plan.warnings) io.stderr.write(`Note: ${warning}\n`);
  const written = files.map(({ path }) => path);
  if (options.json) io.stdout.write(`${JSON.stringify({ written, plan })}\n`);
  else
    io.stdout.write(
      `Wrote ${written.map((path) => relative(io.cwd, path)).join(", ")}\n  next: docker compose up --build\n`,
    );
}
