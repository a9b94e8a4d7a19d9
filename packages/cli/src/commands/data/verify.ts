import { TandemError } from "@tandem/core";
import type { GlobalOptions, Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { openProject } from "../../project/open-project.ts";
import { snapshotsOf } from "../../project/snapshot-source.ts";
import { datasetIn } from "./dataset.ts";

/** `tandem data verify [snapshot]`: every chunk read and checked against its digest. @throws TandemError `cli/failed-checks` */
export async function run(io: Io, given: string | undefined, options: GlobalOptions): Promise<void> {
  const snapshots = await snapshotsOf(await openProject(io, options));
  const [dataset, version] = given?.split("@") ?? [];
  const chosen =
    version === undefined ? await snapshots.list(dataset) : [await snapshots.get(datasetIn(given!).dataset, version)];
  const checked = [];
  for (const snapshot of chosen)
    checked.push({ dataset: snapshot.dataset, id: snapshot.id, problems: await snapshots.verify(snapshot) });
  const broken = checked.filter(({ problems }) => problems.length > 0);
  const lines = checked.map(({ dataset: name, id, problems }) =>
    problems.length === 0 ? `ok      ${name}@${id}` : `FAILED  ${name}@${id}: ${problems.join("; ")}`,
  );
  print(io, options, {
    json: { ok: broken.length === 0, snapshots: checked },
    text: lines.join("\n") || "No snapshot to verify.",
  });
  if (broken.length > 0) throw new TandemError("cli/failed-checks", { problems: broken.length });
}
