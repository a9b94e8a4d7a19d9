import type { RegisteredVersion, Registry } from "@tandem/registry";
import { MlflowProblem } from "./problem.ts";
import { TAGS } from "./written-version.ts";

/** MLflow's older way to say where a version stands; aliases are the newer one. Kept as a tag of the version. */
const STAGES = ["None", "Staging", "Production", "Archived"];

/** @throws MlflowProblem for what is no stage */
export function stageNamed(name: string): string {
  const stage = STAGES.find((known) => known.toLowerCase() === name.toLowerCase());
  if (stage) return stage;
  throw new MlflowProblem(
    "INVALID_PARAMETER_VALUE",
    `Invalid Model Version stage: ${name}. Value must be one of ${STAGES.join(", ")}.`,
  );
}

/** The newest version of each stage that has one, or of those asked for. */
export async function latestVersions(
  registry: Registry,
  model: string,
  stages: readonly string[],
): Promise<readonly RegisteredVersion[]> {
  const wanted = stages.map(stageNamed);
  const newest = new Map<string, RegisteredVersion>();
  const staged = await registry.versions.tagged(model, TAGS.stage);
  for (const version of staged) {
    const stage = version.tags[TAGS.stage] ?? "None";
    if (!newest.has(stage)) newest.set(stage, version);
  }
  const unstaged = await newestUnstaged(registry, model);
  const none = newest.get("None");
  if (unstaged && (!none || none.number < unstaged.number)) newest.set("None", unstaged);
  return STAGES.filter((stage) => wanted.length === 0 || wanted.includes(stage)).flatMap(
    (stage) => newest.get(stage) ?? [],
  );
}

async function newestUnstaged(registry: Registry, model: string): Promise<RegisteredVersion | undefined> {
  for (let before: number | undefined; ;) {
    const versions = await registry.versions.list(model, { limit: 20, ...(before === undefined ? {} : { before }) });
    const found = versions.find(({ tags }) => tags[TAGS.stage] === undefined);
    if (found || versions.length < 20) return found;
    before = versions.at(-1)!.number;
  }
}

/** Puts a version in a stage and, where asked, archives those that were there. */
export async function moveToStage(
  { versions }: Registry,
  model: string,
  number: number,
  stage: string,
  archive: boolean,
): Promise<void> {
  await versions.setTags(model, number, { [TAGS.stage]: stage });
  if (!archive) return;
  for (const other of await versions.tagged(model, TAGS.stage))
    if (other.tags[TAGS.stage] === stage && other.number !== number)
      await versions.setTags(model, other.number, { [TAGS.stage]: "Archived" });
}
