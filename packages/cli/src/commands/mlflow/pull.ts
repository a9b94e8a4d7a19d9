import { pullFromMlflow } from "@tandem/mlflow";
import type { Io } from "../../io.ts";
import { print } from "../../output/print.ts";
import { counted } from "../../output/table.ts";
import { openProject } from "../../project/open-project.ts";
import { mlflowFiles, serverOf, type MlflowCommand } from "./server.ts";

/** `tandem mlflow pull <version...>` */
export async function run(io: Io, _: string | undefined, options: MlflowCommand, given: readonly string[]) {
  const { url, headers } = serverOf(io, options);
  const project = await openProject(io, options);
  const pulled = await pullFromMlflow(await project.registry.open(), url, {
    headers,
    models: given.filter((one) => !one.includes("@")),
    versions: given.filter((one) => one.includes("@")),
    ...(options.files === false ? {} : { artifacts: await mlflowFiles(project) }),
  });
  const { versions, runs, skipped } = pulled;
  const lines = [
    `Pulled ${counted(versions.made, "new version")} of ${versions.there} and ${counted(runs.made, "new run")} of ${runs.there} from ${url}`,
    ...skipped.map(({ what, why }) => `left out ${what}: ${why}`),
  ];
  print(io, options, { json: { url, ...pulled }, text: lines.join("\n") });
}
