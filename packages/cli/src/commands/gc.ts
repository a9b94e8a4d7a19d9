import type { ArtifactStore } from "@tandem/core";
import type { GlobalOptions, Io } from "../io.ts";
import { print, tableOr, timeText } from "../output/print.ts";
import { modelIn } from "../project/find-version.ts";
import { openProject } from "../project/open-project.ts";
import { wholeNumber } from "./options.ts";

interface GcCommand extends GlobalOptions {
  readonly keep?: string;
  readonly dryRun?: boolean;
}

/** `tandem gc [model]`: forgets versions that nothing needs and deletes their artifacts. */
export async function run(io: Io, given: string | undefined, options: GcCommand): Promise<void> {
  const keep = wholeNumber("--keep", options.keep, 0) ?? 5;
  const project = await openProject(io, options);
  const models = given === undefined ? undefined : [modelIn(project, given).model];
  const registry = await project.registry.open();
  const garbage = (await registry.findGarbage({ keep, ...(models ? { models } : {}) })).filter(({ model }) =>
    project.app.models.includes(model),
  );
  if (!options.dryRun)
    for (const version of garbage)
      for (const { model, artifact, store } of await registry.forget([version]))
        // at once: it may be registered again
        await deleteArtifact(await project.openStore(store), (await project.app.package(model)).name, artifact);
  const rows = garbage.map((version) => [
    `${version.model}@${version.number}`,
    version.artifact,
    timeText(version.created),
    version.store,
  ]);
  const heads = [options.dryRun ? "would be removed" : "removed", "artifact", "registered (UTC)", "store"];
  print(io, options, {
    json: { dryRun: options.dryRun === true, removed: garbage },
    text: tableOr("Nothing to remove: every version is among the newest or needed.", heads, rows),
  });
}

/** The manifest first, so that no reader finds a version whose parts are going. */
async function deleteArtifact(store: ArtifactStore, name: string, artifact: string): Promise<void> {
  const prefix = `models/${name}/${artifact}/`;
  await store.delete(`${prefix}manifest.json`);
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  for (const key of keys) await store.delete(key);
}
