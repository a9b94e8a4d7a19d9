import { TandemError } from "@tandem/core";
import type { Registry } from "@tandem/registry";
import type { ArtifactFiles } from "../artifacts.ts";
import { TAGS } from "../written-version.ts";
import { proxyPath } from "./connection.ts";
import { PULLED_TAG, VERSION_TAG } from "./push-version.ts";
import { recordOfPairs, type Remote, type RemoteVersion } from "./remote.ts";

/** The server's numbers of the versions of a model that were pulled already, with ours. */
export async function pulledNumbers(registry: Registry, model: string): Promise<ReadonlyMap<string, number>> {
  const pulled = await registry.versions.tagged(model, PULLED_TAG);
  return new Map(pulled.map(({ tags, number }) => [tags[PULLED_TAG]!, number]));
}

/** Whether a version of the server is a copy of one that this registry has. */
export async function isOurs(registry: Registry, { name, tags }: RemoteVersion): Promise<boolean> {
  const { [VERSION_TAG]: number, "tandem.artifact": artifact } = recordOfPairs(tags);
  if (number === undefined) return false;
  try {
    return (await registry.versions.get(name, Number(number))).artifact === artifact;
  } catch (error) {
    if (TandemError.is(error, "registry/no-such-version") || TandemError.is(error, "registry/no-such-model"))
      return false;
    throw error;
  }
}

/** Makes the copy of a version of the server. */
export async function pullVersion(
  registry: Registry,
  remote: Remote,
  version: RemoteVersion,
  files: ArtifactFiles | undefined,
): Promise<void> {
  const { name: model, version: number, description = "", run_id: run = "" } = version;
  const tags = recordOfPairs(version.tags);
  const { artifact_uri: uri } = await remote.connection.get<{ readonly artifact_uri: string }>(
    "model-versions/get-download-uri",
    { name: model, version: number },
  );
  const source = (files && (await download(remote, uri, `pulled/${model}/${number}`, files))) ?? uri;
  const known = run !== "" && (await registry.runs.get(run).then(() => true, noSuchRun));
  await registry.versions.register({
    model,
    artifact: source,
    store: "mlflow",
    source,
    author: "mlflow",
    description,
    ...(known ? { run } : {}),
    tags: { ...tags, [PULLED_TAG]: number, ...(run && !known ? { [TAGS.runId]: run } : {}) },
  });
}

function noSuchRun(error: unknown): false {
  if (TandemError.is(error, "registry/no-such-run")) return false;
  throw error;
}

/** All files of a folder of the server's artifact proxy. @returns where they are now; undefined where the proxy has them not */
async function download(
  { connection }: Remote,
  uri: string,
  to: string,
  files: ArtifactFiles,
): Promise<string | undefined> {
  const folder = proxyPath(uri);
  if (folder === undefined) return undefined;
  const copy = async (below: string): Promise<void> => {
    for (const { path, is_dir } of await connection.files(`${folder}${below}`)) {
      const place = `${below}/${path}`;
      if (is_dir) await copy(place);
      else await files.put(`${to}${place}`, await connection.download(`${folder}${place}`));
    }
  };
  await copy("");
  return `mlflow-artifacts:/${to}`;
}
