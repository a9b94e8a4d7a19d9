import type { ArtifactStore } from "@tandem/core";
import type { RegisteredVersion, Registry } from "@tandem/registry";
import { ArtifactFiles } from "../artifacts.ts";
import { downloadUri } from "../sources.ts";
import { proxyPath } from "./connection.ts";

export interface VersionFile {
  readonly path: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The files of a version: of an artifact that was saved here, or of what a client uploaded through MLflow's API. */
export async function* versionFiles(
  registry: Registry,
  version: RegisteredVersion,
  store: ArtifactStore,
  name: string,
): AsyncIterable<VersionFile> {
  const prefix = `models/${name}/${version.artifact}/`;
  const uploaded = version.store === "mlflow" ? proxyPath(await downloadUri(registry, version)) : undefined;
  if (uploaded !== undefined) yield* filesBelow(new ArtifactFiles(store), uploaded, "");
  else if (version.store !== "mlflow")
    for await (const key of store.list(prefix)) yield { path: key.slice(prefix.length), body: store.read(key) };
}

async function* filesBelow(files: ArtifactFiles, root: string, below: string): AsyncIterable<VersionFile> {
  for (const { path, is_dir } of await files.list(`${root}/${below}`)) {
    const place = below ? `${below}/${path}` : path;
    if (is_dir) yield* filesBelow(files, root, place);
    else yield { path: place, body: (await files.open(`${root}/${place}`)).body };
  }
}
