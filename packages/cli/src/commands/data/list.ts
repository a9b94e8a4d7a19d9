import type { GlobalOptions, Io } from "../../io.ts";
import { bytesText, print, tableOr, timeText } from "../../output/print.ts";
import { openProject } from "../../project/open-project.ts";
import { snapshotsOf } from "../../project/snapshot-source.ts";

/** `tandem data list [dataset]`: newest first. */
export async function run(io: Io, dataset: string | undefined, options: GlobalOptions): Promise<void> {
  const snapshots = await snapshotsOf(await openProject(io, options));
  const found = [];
  for (const { files, schema: _, ...snapshot } of await snapshots.list(dataset)) {
    const tags = Object.entries(await snapshots.tags(snapshot.dataset)).flatMap(([tag, id]) =>
      id === snapshot.id ? [tag] : [],
    );
    found.push({ ...snapshot, tags, files: files.map(({ path, bytes }) => ({ path, bytes })) });
  }
  const rows = found.map(({ dataset: name, id, created, rows: count, bytes, tags, author, note }) => [
    `${name}@${id}`,
    timeText(created),
    count ?? "-",
    bytesText(bytes),
    tags.join(", ") || "-",
    author ?? "-",
    note ?? "",
  ]);
  const heads = ["snapshot", "taken (UTC)", "rows", "size", "tags", "author", "note"];
  const nothing = "No snapshot yet: tandem data snapshot <source>";
  print(io, options, { json: { snapshots: found }, text: tableOr(nothing, heads, rows) });
}
