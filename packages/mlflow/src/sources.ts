import type { Document, RegisteredVersion, Registry } from "@tandem/registry";
import { artifactRoot } from "./experiments.ts";
import { LOGGED_MODEL } from "./logged-model.ts";
import { writtenVersion } from "./written-version.ts";

/** The logged model that `models:/m-...` names, where it is one of ours. */
export async function loggedModelAt(registry: Registry, source: string): Promise<Document | undefined> {
  const id = /^models:\/(m-[0-9a-f]+)$/.exec(source)?.[1];
  return id === undefined ? undefined : registry.documents.get(LOGGED_MODEL, id);
}

/** Most versions on the way to the one whose files they all are; a longer way leads in a circle. */
const FARTHEST = 100;

/** Where the files of a version are: the place of the logged model or the version that it was made from. */
export async function downloadUri(registry: Registry, version: RegisteredVersion, steps = 0): Promise<string> {
  const { source } = writtenVersion(version);
  const logged = await loggedModelAt(registry, source);
  if (logged) return `${artifactRoot(logged.parent)}/models/${logged.id}/artifacts`;
  const [, model, number] = /^models:\/([^/]+)\/([0-9]{1,15})$/.exec(source) ?? [];
  if (model === undefined || steps === FARTHEST) return source;
  if (model === version.model && Number(number) >= version.number) return source;
  return downloadUri(registry, await registry.versions.get(model, Number(number)), steps + 1);
}
