import type { RegisteredVersion } from "@tandem/registry";
import { pairList } from "./fields.ts";

/** Tags under which a version keeps what MLflow says of it and the registry has no place for. */
export const TAGS = {
  stage: "tandem.stage",
  runLink: "tandem.run-link",
  modelId: "tandem.model-id",
  runId: "tandem.run-id",
} as const;

const hidden: ReadonlySet<string> = new Set(Object.values(TAGS));

/** The tags of a version that clients see and set. */
export function visibleTags({ tags }: RegisteredVersion): Readonly<Record<string, string>> {
  for (const key in tags)
    if (hidden.has(key)) return Object.fromEntries(Object.entries(tags).filter(([name]) => !hidden.has(name)));
  return tags;
}

export function writtenVersion(version: RegisteredVersion) {
  const { tags } = version;
  const model = tags[TAGS.modelId];
  return {
    name: version.model,
    version: String(version.number),
    creation_timestamp: version.created,
    last_updated_timestamp: version.updated,
    current_stage: tags[TAGS.stage] ?? "None",
    description: version.description,
    user_id: version.author,
    source: version.source || `tandem:/${version.store}/${version.model}/${version.artifact}`,
    run_id: version.run ?? tags[TAGS.runId] ?? "",
    run_link: tags[TAGS.runLink] ?? "",
    status: "READY",
    tags: pairList(visibleTags(version)),
    aliases: version.aliases,
    ...(model ? { model_id: model } : {}),
  };
}
