import type { Registry } from "@tandem/registry";
import type { ArtifactFiles } from "./artifacts.ts";
import { text } from "./fields.ts";
import { findLoggedModel } from "./logged-models.ts";
import type { Handlers } from "./routes.ts";
import { experimentOf, runIdOf } from "./runs.ts";

/** Lists of files by run and by logged model; the files themselves go through the artifact proxy. */
export function artifactListings(registry: Registry, files: ArtifactFiles): Handlers {
  const list = async (root: string, below: string) => {
    const found = await files.list(below ? `${root}/${below}` : root);
    return {
      root_uri: `mlflow-artifacts:/${root}`,
      files: found.map((file) => ({ ...file, path: below ? `${below}/${file.path}` : file.path })),
    };
  };
  return {
    "GET artifacts/list": async (request) => {
      const run = await registry.runs.get(runIdOf(request));
      return list(`${await experimentOf(registry, run)}/${run.id}/artifacts`, text(request, "path"));
    },
    "GET logged-models/:model_id/artifacts/directories": async (request) => {
      const { id, parent } = await findLoggedModel(registry, request);
      return list(`${parent}/models/${id}/artifacts`, text(request, "artifact_directory_path"));
    },
  };
}
