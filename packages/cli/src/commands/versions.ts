import type { GlobalOptions, Io } from "../io.ts";
import { print, tableOr, timeText } from "../output/print.ts";
import { modelIn } from "../project/find-version.ts";
import { openProject } from "../project/open-project.ts";
import { wholeNumber } from "./options.ts";

/** `tandem versions <model>`: newest first. */
export async function run(
  io: Io,
  given: string | undefined,
  options: GlobalOptions & { readonly limit?: string },
): Promise<void> {
  const limit = wholeNumber("--limit", options.limit, 1) ?? 20;
  const project = await openProject(io, options);
  const { model } = modelIn(project, given!);
  const registry = await project.registry.ifThere();
  const known = (await registry?.versions.models())?.some(({ name }) => name === model);
  const versions = known ? await registry!.versions.list(model, { limit }) : [];
  const rows = versions.map((version) => [
    `${model}@${version.number}`,
    version.artifact,
    version.aliases.join(", ") || "-",
    timeText(version.created),
    version.author,
    version.store,
  ]);
  const heads = ["version", "artifact", "aliases", "registered (UTC)", "author", "store"];
  print(io, options, {
    json: { model, versions },
    text: tableOr(`No version of ${model} is registered yet: tandem train ${model}`, heads, rows),
  });
}
