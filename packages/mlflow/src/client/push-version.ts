import type { RegisteredVersion, Registry } from "@tandem/registry";
import { pairList } from "../fields.ts";
import { visibleTags } from "../written-version.ts";
import { proxyPath } from "./connection.ts";
import type { PushOptions } from "./push.ts";
import type { RunCopy } from "./push-run.ts";
import { versionFiles, type VersionFile } from "./version-files.ts";
import { recordOfPairs, type Remote, type RemoteVersion } from "./remote.ts";

/** Marks a version of the server as the copy of one of ours; its value is our number. */
export const VERSION_TAG = "tandem.version";
/** Marks a version of ours as the copy of one of a server; its value is the server's number. */
export const PULLED_TAG = "mlflow.version";

/** Makes the copies of a model's versions that are not there yet, oldest first. @returns how many were made */
export async function pushVersions(
  registry: Registry,
  remote: Remote,
  name: string,
  versions: readonly RegisteredVersion[],
  runs: ReadonlyMap<string, RunCopy>,
  { artifacts, names = {} }: Pick<PushOptions, "artifacts" | "names">,
): Promise<number> {
  if (!(await remote.model(name))) await remote.connection.post("registered-models/create", { name });
  const there = await copies(remote, name);
  const wanted = versions.filter(({ number, tags }) => !there.has(number) && tags[PULLED_TAG] === undefined);
  for (const version of wanted.sort((a, b) => a.number - b.number)) {
    const run = version.run === undefined ? undefined : runs.get(version.run);
    const files = run && artifacts && versionFiles(registry, version, artifacts, names[name] ?? name);
    await createCopy(remote, version, run, files && (await upload(remote, version, run, files)));
  }
  return wanted.length;
}

async function createCopy(
  remote: Remote,
  version: RegisteredVersion,
  run: RunCopy | undefined,
  uploaded: string | undefined,
): Promise<void> {
  const { model: name, number, artifact, store, description, source } = version;
  const known = source !== "" && !/^(models|runs|mlflow-artifacts):/.test(source); // those mean something else there
  await remote.connection.post("model-versions/create", {
    name,
    source: uploaded ?? (known ? source : `tandem:/${store}/${name}/${number}`),
    ...(run === undefined ? {} : { run_id: run.id }),
    ...(description ? { description } : {}),
    tags: [
      ...pairList(visibleTags(version)),
      { key: VERSION_TAG, value: String(number) },
      { key: "tandem.artifact", value: artifact },
    ],
  });
}

/** The server's copies of our versions, by our number. */
async function copies(remote: Remote, name: string): Promise<ReadonlyMap<number, RemoteVersion>> {
  const found = new Map<number, RemoteVersion>();
  for await (const version of remote.versions(name)) {
    const number = recordOfPairs(version.tags)[VERSION_TAG];
    if (number !== undefined) found.set(Number(number), version);
  }
  return found;
}

/** Points the server's aliases of a model where ours point; aliases that only the server has stay. */
export async function pushAliases(registry: Registry, remote: Remote, name: string): Promise<void> {
  const theirs = new Map((await remote.model(name))?.aliases?.map(({ alias, version }) => [alias, version]));
  const there = await copies(remote, name);
  for (const { alias, number } of await registry.aliases.of(name)) {
    const { tags } = await registry.versions.get(name, number);
    const version = there.get(number)?.version ?? tags[PULLED_TAG];
    if (version !== undefined && theirs.get(alias) !== version)
      await remote.connection.post("registered-models/alias", { name, alias, version });
  }
}

/** Sends files to where the server keeps those of a run. @returns where they are there, or undefined if there are none */
async function upload(
  { connection }: Remote,
  { model, number }: RegisteredVersion,
  run: RunCopy,
  files: AsyncIterable<VersionFile>,
): Promise<string | undefined> {
  const root = proxyPath(run.artifacts);
  if (root === undefined) return undefined;
  const folder = `tandem/${model}/${number}`;
  let any = false;
  for await (const { path, body } of files) {
    await connection.upload(`${root}/${folder}/${path}`, body);
    any = true;
  }
  return any ? `${run.artifacts}/${folder}` : undefined;
}
