import { TandemError, type AnyModelPackage } from "@tandem/core";
import type { Project } from "../../project/open-project.ts";

/** The name and what follows the @, "latest" unless said. */
export function datasetIn(reference: string): { readonly dataset: string; readonly version: string } {
  const [dataset = "", version = "latest"] = reference.split("@");
  return { dataset, version };
}

/** The model that reads a source: the one named, or the first whose source it is. @throws TandemError `cli/no-reader`, `app/unknown-source` */
export async function readerOf(project: Project, source: string, model?: string): Promise<AnyModelPackage> {
  const { app, config } = project;
  if (!Object.hasOwn(config.sources, source))
    throw new TandemError("app/unknown-source", { name: source, known: Object.keys(config.sources) });
  const name = model ?? Object.entries(config.models).find(([, entry]) => entry.source === source)?.[0];
  if (name === undefined) throw new TandemError("cli/no-reader", { source });
  return app.package(name);
}
