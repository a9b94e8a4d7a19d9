import type { GlobalOptions, Io } from "../io.ts";
import { textTable } from "../output/table.ts";
import { openProject, type Project } from "../project/open-project.ts";

interface ListedModel {
  readonly model: string;
  readonly task: string | null;
  readonly source: string | null;
  readonly store: string;
  readonly versions: number;
  readonly newest: string | null;
  readonly saved: string | null;
  /** Why the model cannot be used, where it cannot. */
  readonly problem?: string;
}

/** `tandem models`: a model that cannot be imported is listed with its problem, so that the others are seen. */
export async function run(io: Io, _: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  const listed: ListedModel[] = [];
  for (const name of project.app.models) listed.push(await describe(project, name));
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ environment: project.config.environment, models: listed })}\n`);
    return;
  }
  if (listed.length === 0) {
    io.stdout.write(`${project.config.file} names no models yet: add one under \`models:\`\n`);
    return;
  }
  const rows = listed.map(({ model, task, source, store, versions, newest, saved }) => [
    model,
    task ?? "-",
    source ?? "-",
    store,
    versions,
    newest ?? "-",
    saved?.slice(0, 16).replace("T", " ") ?? "-",
  ]);
  io.stdout.write(`${textTable(["model", "task", "source", "store", "versions", "newest", "saved (UTC)"], rows)}\n`);
  for (const { problem } of listed) if (problem !== undefined) io.stdout.write(`\n${problem}\n`);
}

async function describe({ app, config }: Project, model: string): Promise<ListedModel> {
  const { source = null, store = config.store } = config.models[model]!;
  const known = { model, source, store };
  try {
    const { task } = await app.package(model);
    const versions = await app.versions(model);
    const newest = versions.at(-1);
    const saved = newest ? new Date(newest.saved).toISOString() : null;
    return {
      ...known,
      task: task.kind === "custom" ? task.name : task.kind,
      versions: versions.length,
      newest: newest?.version ?? null,
      saved,
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...known, task: null, versions: 0, newest: null, saved: null, problem };
  }
}
