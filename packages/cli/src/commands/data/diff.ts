import type { SampleSource } from "@tandem/app";
import type { Sample } from "@tandem/core";
import { diffRows, diffSchemas } from "@tandem/snapshots";
import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { counted } from "../../output/table.ts";
import { openProject } from "../../project/open-project.ts";
import { openSnapshot, snapshotsOf } from "../../project/snapshot-source.ts";
import { datasetIn, readerOf } from "./dataset.ts";

/** `tandem data diff <snapshot> [other]`: against the newest, or against another. */
export async function run(
  io: Io,
  given: string | undefined,
  options: GlobalOptions & { readonly model?: string },
  [, other]: readonly string[],
): Promise<void> {
  const project = await openProject(io, options);
  const { dataset, version } = datasetIn(given!);
  const snapshots = await snapshotsOf(project);
  const before = await snapshots.get(dataset, version);
  const after = await snapshots.get(
    dataset,
    other === undefined ? "latest" : datasetIn(other.includes("@") ? other : `${dataset}@${other}`).version,
  );
  const pkg = await readerOf(project, dataset, options.model);
  const open = (snapshot: typeof before) => openSnapshot(project, dataset, pkg, snapshot, io);
  const rows = await diffRows(rowsOf(await open(before)), rowsOf(await open(after)));
  const fields = diffSchemas(before.schema, after.schema);
  const { added, removed, changed, unchanged } = rows;
  const named = (what: string, ids: readonly string[]) =>
    ids.length === 0
      ? []
      : [`${what}: ${ids.slice(0, 10).join(", ")}${ids.length > 10 ? `, and ${ids.length - 10} more` : ""}`];
  print(io, options, {
    json: { dataset, before: before.id, after: after.id, ...rows, fields },
    text: [
      `${dataset}@${before.id} to ${dataset}@${after.id}: ${counted(added.length, "row")} added, ${removed.length} removed, ${changed.length} changed, ${unchanged} as before`,
      ...named("added", added),
      ...named("removed", removed),
      ...named("changed", changed),
      ...fields.map(
        ({ field, before: was, after: is }) =>
          `field ${field}: ${JSON.stringify(was ?? null)} became ${JSON.stringify(is ?? null)}`,
      ),
    ].join("\n"),
  });
}

/** Rows with their labels, which a change of counts too. */
async function* rowsOf(source: SampleSource<unknown, unknown>): AsyncIterable<Iterable<Sample<unknown>>> {
  for await (const batch of source.batches())
    yield Array.from(
      batch as unknown as Iterable<Sample<unknown> & { readonly label?: unknown }>,
      ({ id, data, label }) => ({
        id,
        data: label === undefined ? data : { data, label },
      }),
    );
}
