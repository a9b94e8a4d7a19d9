import { relative, resolve } from "node:path";
import { newestVersion, type ProgressEvent } from "@tandem/app";
import type { GlobalOptions, Io } from "../io.ts";
import { formatOf, writeBatches, type Format, type PredictionBatches } from "../output/write-predictions.ts";
import { stepsFor } from "../output/steps.ts";
import { INPUT, openProject, type Project } from "../project/open-project.ts";

interface PredictCommand extends GlobalOptions {
  readonly version?: string;
  readonly source?: string;
  readonly input?: string;
  readonly out?: string;
  readonly format?: Format;
}

/** `tandem predict <model>`: batch by batch, so that a source of any size is predicted in bounded memory. */
export async function run(io: Io, model: string | undefined, options: PredictCommand): Promise<void> {
  const name = model!;
  const { input, out } = options;
  const project = await openProject(
    io,
    options,
    input === undefined ? undefined : { model: name, file: resolve(io.cwd, input) },
  );
  const source = input === undefined ? options.source : INPUT;
  const version = options.version ?? (await newest(project, name, io, options));
  const file = out === undefined ? undefined : resolve(io.cwd, out);
  const format = formatOf(options.format, out, options.json);
  let samples = 0;
  await stepsFor(io, options, file === undefined).step(`Predicting with ${name} ${version}`, async (tell) => {
    const onProgress = (event: ProgressEvent) => {
      if (event.kind === "predicted") tell(`${(samples = event.samples)} samples`);
    };
    const batches = project.app.predictSource(name, {
      version,
      ...(source === undefined ? {} : { source }),
      signal: io.signal,
      onProgress,
    });
    await writeBatches(io, batches as PredictionBatches, file, format);
  });
  if (file === undefined) return;
  if (options.json) io.stdout.write(`${JSON.stringify({ model: name, version, samples, out: file })}\n`);
  else io.stdout.write(`Wrote ${samples} predictions to ${relative(io.cwd, file)}\n`);
}

/** The version saved last; which one that is, is said. */
async function newest({ app }: Project, name: string, io: Io, options: GlobalOptions): Promise<string> {
  const { version, saved } = await newestVersion(app.store(name), await app.package(name));
  if (!options.quiet)
    io.stderr.write(`Using version ${version}, the newest of ${name} (saved ${new Date(saved).toISOString()})\n`);
  return version;
}
