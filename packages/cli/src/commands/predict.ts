import { relative, resolve } from "node:path";
import { newestVersion, type ProgressEvent } from "@tandem/app";
import { TandemError, type ArtifactStore } from "@tandem/core";
import type { RegisteredVersion } from "@tandem/registry";
import type { GlobalOptions, Io } from "../io.ts";
import { Warnings } from "../output/absent-fields.ts";
import { predictTo, type OutputOptions } from "../output/predict-to.ts";
import { counted } from "../output/table.ts";
import { stepsFor } from "../output/steps.ts";
import { findVersion } from "../project/find-version.ts";
import { INPUT, openProject, type Project } from "../project/open-project.ts";

interface PredictCommand extends GlobalOptions, OutputOptions {
  readonly version?: string;
  readonly source?: string;
  readonly input?: string;
}

/** `tandem predict <model>`: batch by batch, so that a source of any size is predicted in bounded memory. */
export async function run(io: Io, given: string | undefined, options: PredictCommand): Promise<void> {
  const reference = given!;
  const name = reference.split("@")[0]!;
  const { input, out, table, kv } = options;
  const to = out ?? table ?? kv;
  const project = await openProject(
    io,
    options,
    input === undefined ? undefined : { model: name, file: resolve(io.cwd, input) },
  );
  const source = input === undefined ? options.source : INPUT;
  const chosen = await choose(project, reference, io, options);
  const { version } = chosen;
  const steps = stepsFor(io, options, to === undefined);
  const warnings = new Warnings();
  const { samples, resumed } = await steps.step(`Predicting with ${name} ${version}`, async (tell) => {
    const onProgress = (event: ProgressEvent) => {
      warnings.onProgress(event);
      if (event.kind === "predicted" || event.kind === "resumed") tell(counted(event.samples, "sample"));
    };
    const [pkg, from] = [await project.app.package(name), await project.app.source(name, source)];
    return predictTo(io, project, { pkg, source: from, store: chosen.store, version, onProgress }, options);
  });
  warnings.tell(io, options);
  await remember(project, chosen, {
    rows: samples,
    source: input ?? source ?? sourceOf(project, name),
    sink: to ?? "standard output",
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    if (!options.quiet) io.stderr.write(`warning: the lineage of ${name} does not list these predictions: ${reason}\n`);
  });
  if (to === undefined) return;
  const where = out === undefined ? (table === undefined ? { kv: to } : { table: to }) : { out: resolve(io.cwd, out) };
  if (options.json) io.stdout.write(`${JSON.stringify({ model: name, version, samples, resumed, ...where })}\n`);
  else
    io.stdout.write(
      `Wrote ${counted(samples, "prediction")} to ${out === undefined ? to : relative(io.cwd, resolve(io.cwd, out))}${resumed > 0 ? `, ${resumed} of them by an earlier run that was not finished` : ""}\n`,
    );
}

interface Chosen {
  readonly store: ArtifactStore;
  /** The artifact's digest. */
  readonly version: string;
  readonly registered?: RegisteredVersion;
}

/** What the reference names in the registry, the version asked for, or the one saved last; which one that is, is said. */
async function choose(project: Project, reference: string, io: Io, options: PredictCommand): Promise<Chosen> {
  const { app } = project;
  const [name = "", selector] = reference.split("@");
  const say = (words: string) => options.quiet || io.stderr.write(`${words}\n`);
  if (selector !== undefined) {
    await app.package(name);
    const { version, store } = await findVersion(project, reference);
    say(`Using ${name}@${version.number}, version ${version.artifact}`);
    return { store, version: version.artifact, registered: version };
  }
  const store = app.store(name);
  const { version } = options;
  if (version !== undefined) return { store, version, ...(await registeredAs(project, name, version)) };
  const newest = await newestVersion(store, await app.package(name));
  const champion = await championOf(project, name);
  const promoted =
    champion === undefined || champion.artifact === newest.version
      ? ""
      : `; its champion is ${name}@${champion.number}: tandem predict ${name}@champion`;
  say(
    `Using version ${newest.version}, the newest of ${name} (saved ${new Date(newest.saved).toISOString()})${promoted}`,
  );
  return { store, version: newest.version, ...(await registeredAs(project, name, newest.version)) };
}

/** What `tandem serve` would answer with; undefined where nothing was promoted. */
async function championOf(project: Project, model: string): Promise<RegisteredVersion | undefined> {
  const registry = await project.registry.ifThere();
  try {
    return await registry?.versions.resolve(`${model}@champion`);
  } catch (error) {
    if (TandemError.is(error, "registry/no-such-model") || TandemError.is(error, "registry/no-such-alias")) return;
    throw error;
  }
}

/** Where the registry knows the artifact. */
async function registeredAs(project: Project, model: string, artifact: string): Promise<Pick<Chosen, "registered">> {
  const registry = await project.registry.ifThere();
  if (!registry || !/^[0-9a-f]{6,64}$/.test(artifact)) return {};
  try {
    const numbered = await registry.versions.numberOf(model, { artifact });
    return { registered: await registry.versions.get(model, numbered) };
  } catch (error) {
    if (TandemError.is(error, "registry/no-such-model") || TandemError.is(error, "registry/no-such-version")) return {};
    throw error;
  }
}

/** Notes the predictions for the lineage of a registered version; they are written by then, so that failing is no reason to stop. */
async function remember(
  project: Project,
  { registered }: Chosen,
  made: { readonly rows: number; readonly source: string; readonly sink: string },
): Promise<void> {
  if (!registered) return;
  const registry = await project.registry.open();
  await registry.lineage.recordPredictions({ model: registered.model, number: registered.number, ...made });
}

function sourceOf({ config }: Project, model: string): string {
  return config.models[model]?.source ?? "";
}
