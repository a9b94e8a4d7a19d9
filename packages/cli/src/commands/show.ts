import type { RunRecord } from "@tandem/app";
import { TandemError } from "@tandem/core";
import type { GlobalOptions, Io } from "../io.ts";
import { metricText, secondsText, textTable } from "../output/table.ts";
import { findVersion, modelIn } from "../project/find-version.ts";
import { openProject, type Project } from "../project/open-project.ts";

/** `tandem show <model>`, also by a name of the registry, like churn@prod. */
export async function run(
  io: Io,
  model: string | undefined,
  options: GlobalOptions & { readonly version?: string },
): Promise<void> {
  const project = await openProject(io, options);
  const { model: name, selector } = modelIn(project, model!);
  const version = selector === undefined ? options.version : (await findVersion(project, model!)).version.artifact;
  const shown = version === undefined ? await showModel(project, name) : await showVersion(project, name, version);
  io.stdout.write(options.json ? `${JSON.stringify(shown.json)}\n` : `${shown.text}\n`);
}

interface Shown {
  readonly json: object;
  readonly text: string;
}

async function showModel({ app }: Project, model: string): Promise<Shown> {
  const { task, traits, module } = await app.package(model);
  const versions = [];
  for (const { version, saved } of await app.versions(model)) {
    const records = (await app.records(model, version)) as readonly RunRecord[];
    versions.push({ version, saved: new Date(saved).toISOString(), runs: records.length, records });
  }
  const rows = versions.map(({ version, saved, runs, records }) => {
    const record = records.at(-1);
    return [
      version,
      saved.slice(0, 16).replace("T", " "),
      runs,
      record?.data.samples ?? "-",
      record?.seed ?? "-",
      record?.code.commit?.slice(0, 8) ?? "-",
    ];
  });
  const table =
    rows.length === 0
      ? `No version has been saved yet: tandem train ${model}`
      : textTable(["version", "saved (UTC)", "runs", "samples", "seed", "commit"], rows);
  const kind = task.kind === "custom" ? task.name : task.kind;
  return {
    json: {
      model,
      task: kind,
      traits,
      module: module ?? null,
      versions: versions.map(({ records: _, ...rest }) => rest),
    },
    text: `${model} (${kind})\n\n${table}`,
  };
}

async function showVersion({ app }: Project, model: string, version: string): Promise<Shown> {
  const versions = await app.versions(model);
  const found = versions.find((one) => one.version === version);
  if (!found) {
    if (versions.length === 0) throw new TandemError("app/no-version", { model });
    throw new TandemError("app/unknown-version", { model, version, known: versions.map((one) => one.version) });
  }
  const records = (await app.records(model, version)) as readonly RunRecord[];
  const saved = new Date(found.saved).toISOString();
  const runs = records.map(runText);
  return {
    json: { model, version, saved, records },
    text: [
      `${model} version ${version}, saved ${saved}`,
      ...(runs.length === 0 ? ["no record of a run was kept with it"] : runs),
    ].join("\n\n"),
  };
}

function runText(record: RunRecord): string {
  const { commit, dirty, package: from } = record.code;
  const lines: readonly (readonly [string, string])[] = [
    ["run", record.id],
    ["started", record.started],
    ["data", `${record.data.samples} samples, SHA-256 ${record.data.digest}`],
    ["seed", String(record.seed)],
    [
      "code",
      `${commit === null ? "not in a git repository" : commit + (dirty ? " with uncommitted changes" : "")}${from ? `, ${from.name} ${from.version}` : ""}`,
    ],
    ["node", record.node],
    ...Object.entries(record.context).map(
      ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
    ),
    ...Object.entries(record.parameters).map(([key, value]) => [`parameter ${key}`, JSON.stringify(value)] as const),
    ...Object.entries(record.metrics).map(([key, value]) => [key, metricText(value)] as const),
    ...Object.entries(record.durations).map(([part, spent]) => [`time to ${part}`, secondsText(spent)] as const),
  ];
  const width = Math.max(...lines.map(([key]) => key.length));
  return lines.map(([key, value]) => `${key.padEnd(width)}  ${value}`).join("\n");
}
