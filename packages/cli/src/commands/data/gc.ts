import type { Registry } from "@tandem/registry";
import type { Snapshots } from "@tandem/snapshots";
import type { GlobalOptions, Io } from "../../io.ts";
import { bytesText, print } from "../../output/print.ts";
import { openProject } from "../../project/open-project.ts";
import { snapshotsOf } from "../../project/snapshot-source.ts";
import { wholeNumber } from "../options.ts";

interface GcCommand extends GlobalOptions {
  readonly keep?: string;
  readonly dryRun?: boolean;
}

/**
 * `tandem data gc`: chunks that no snapshot holds. With `--keep` also snapshots beyond the newest of each dataset, unless
 * they have a tag or a run was trained on them.
 */
export async function run(io: Io, _: string | undefined, options: GcCommand): Promise<void> {
  const keep = wholeNumber("--keep", options.keep, 0);
  const { dryRun = false } = options;
  const project = await openProject(io, options);
  const snapshots = await snapshotsOf(project);
  const forgotten = keep === undefined ? [] : await unneeded(snapshots, await project.registry.ifThere(), keep);
  if (!dryRun) for (const snapshot of forgotten) await snapshots.forget(snapshot);
  const { chunks, bytes } = await snapshots.collect({ dryRun });
  const names = forgotten.map(({ dataset, id }) => `${dataset}@${id}`);
  print(io, options, {
    json: { dryRun, snapshots: names, chunks, bytes },
    text: `${dryRun ? "Would remove" : "Removed"} ${names.length} snapshots and ${chunks} chunks, ${bytesText(bytes)}`,
  });
}

async function unneeded(snapshots: Snapshots, registry: Registry | undefined, keep: number) {
  const needed = registry ? await trainedOn(registry) : new Set<string>();
  const seen = new Map<string, number>();
  const old = [];
  for (const snapshot of await snapshots.list()) {
    const { dataset, id } = snapshot;
    const newer = seen.get(dataset) ?? 0;
    seen.set(dataset, newer + 1);
    const tagged = Object.values(await snapshots.tags(dataset)).includes(id);
    if (newer >= keep && !tagged && !needed.has(`${dataset}@${id}`)) old.push(snapshot);
  }
  return old;
}

/** Snapshots that runs were trained on, deleted runs among them. */
async function trainedOn(registry: Registry): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (let offset = 0; ; offset += 1_000) {
    const runs = await registry.searchRuns({ state: "all", limit: 1_000, offset });
    for (const { record } of runs) {
      const { snapshot } = (record as { readonly context?: { readonly snapshot?: unknown } } | null)?.context ?? {};
      const { dataset, id } = (snapshot ?? {}) as { readonly dataset?: string; readonly id?: string };
      if (dataset !== undefined && id !== undefined) names.add(`${dataset}@${id}`);
    }
    if (runs.length < 1_000) return names;
  }
}
