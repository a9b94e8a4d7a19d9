import { pushToMlflow, type PushOptions } from "@tandem/mlflow";
import type { RegisteredVersion } from "@tandem/registry";
import type { Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { textTable } from "../../output/table.ts";
import { openProject, type Project } from "../../project/open-project.ts";
import { mlflowFiles, serverOf, type MlflowCommand } from "./server.ts";

/** `tandem mlflow push <version...>`: all of them are looked up before the first is sent. */
export async function run(io: Io, _: string | undefined, options: MlflowCommand, given: readonly string[]) {
  const { url, headers } = serverOf(io, options);
  const project = await openProject(io, options);
  const registry = await project.registry.open();
  const versions = await Promise.all(given.map((reference) => registry.versions.resolve(reference)));
  const pushed = [];
  for (const version of versions) {
    const reference = `${version.model}@${version.number}`;
    const files = options.files === false ? {} : await filesOf(project, version);
    const { runs, versions } = await pushToMlflow(registry, url, { headers, versions: [reference], ...files });
    pushed.push({ version: reference, made: versions.made > 0, run: version.run ?? null, runMade: runs.made > 0 });
  }
  const rows = pushed.map(({ version, made, run, runMade }) => [
    version,
    word(made),
    run ?? "-",
    run ? word(runMade) : "-",
  ]);
  print(io, options, { json: { url, pushed }, text: `${textTable(["version", "", "run", ""], rows)}\nat ${url}` });
}

const word = (made: boolean) => (made ? "pushed" : "was there");

async function filesOf(
  project: Project,
  { model, store }: RegisteredVersion,
): Promise<Pick<PushOptions, "artifacts" | "names">> {
  if (store === "mlflow") return { artifacts: await mlflowFiles(project) };
  const artifacts = await project.openStore(store);
  if (!project.app.models.includes(model)) return { artifacts };
  return { artifacts, names: { [model]: (await project.app.package(model)).name } };
}
