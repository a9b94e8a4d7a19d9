import type { GlobalOptions, Io } from "../io.ts";
import type { RunRecord } from "@tandem/app";
import { print, timeText } from "../output/print.ts";
import { counted, textTable } from "../output/table.ts";
import { openProject } from "../project/open-project.ts";

/** `tandem lineage <version>`: where a version comes from and what was made with it. */
export async function run(io: Io, reference: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  const registry = await project.registry.open();
  const { model, number } = await registry.versions.resolve(reference!);
  const lineage = await registry.lineage.of(model, number);
  const record = lineage.record as Partial<RunRecord> | null;
  const { version, run } = lineage;
  const facts: (readonly [string, string])[] = [
    ["version", `${model}@${number}, artifact ${version.artifact} in ${version.store}`],
    ["registered", `${timeText(version.created)} by ${version.author || "unknown"}`],
    ["aliases", version.aliases.join(", ") || "-"],
    ["run", run ? `${run.id}, ${run.status}` : "-"],
    ["code", codeText(record)],
    ["data", record?.data ? `${counted(record.data.samples, "sample")}, SHA-256 ${record.data.digest}` : "-"],
    ["seed", record?.seed === undefined ? "-" : String(record.seed)],
    ...lineage.parents.map(({ kind, parent }) => [`from ${kind}`, parent] as const),
    ...lineage.children.map((child) => [`gave ${child.kind}`, `${child.model}@${child.number}`] as const),
    ...lineage.predictions.map(
      ({ at, rows, source, sink }) =>
        ["predicted", `${timeText(at)}: ${counted(rows, "row")} of ${source} to ${sink}`] as const,
    ),
  ];
  print(io, options, { json: lineage, text: textTable(["what", "which"], facts) });
}

function codeText(record: Partial<RunRecord> | null): string {
  const { commit = null, dirty = null, package: from = null } = record?.code ?? {};
  const state = commit === null ? "not in a git repository" : commit + (dirty ? " with uncommitted changes" : "");
  return from ? `${state}, ${from.name} ${from.version}` : state;
}
