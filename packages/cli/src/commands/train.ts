import type { ProgressEvent } from "@tandem/app";
import type { GlobalOptions, Io } from "../io.ts";
import { stepsFor } from "../output/steps.ts";
import { metricText, secondsText } from "../output/table.ts";
import { openProject } from "../project/open-project.ts";
import { parameters, wholeNumber } from "./options.ts";

interface TrainCommand extends GlobalOptions {
  readonly source?: string;
  readonly seed?: string;
  readonly parameter?: readonly string[];
}

/** `tandem train <model>` */
export async function run(io: Io, model: string | undefined, options: TrainCommand): Promise<void> {
  const name = model!;
  const seed = wholeNumber("--seed", options.seed, 0);
  const noted = parameters(options.parameter);
  const { app, config } = await openProject(io, options);
  const { source } = options;
  const steps = stepsFor(io, options);
  const created = await steps.step(`Training ${name}`, (tell) =>
    app.train(name, {
      ...(source === undefined ? {} : { source }),
      seed: seed ?? config.models[name]?.seed ?? 0,
      parameters: noted,
      context: { environment: config.environment },
      signal: io.signal,
      onProgress: (event) => {
        const words = wordsOf(event);
        if (words) tell(words);
      },
    }),
  );
  const { version, record } = created;
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ model: name, version, record })}\n`);
    return;
  }
  const lines = [
    `Saved ${name} version ${version}`,
    `  trained on ${record.data.samples} samples in ${secondsText(record.durations["train"] ?? 0)}, seed ${record.seed}`,
    ...Object.entries(record.metrics).map(([metric, value]) => `  ${metric} ${metricText(value)}`),
    `  next: tandem predict ${name}, or tandem show ${name} --version ${version}`,
  ];
  io.stdout.write(`${lines.join("\n")}\n`);
}

function wordsOf(event: ProgressEvent): string | undefined {
  switch (event.kind) {
    case "started":
      return `${event.samples ?? 0} samples`;
    case "training":
      return `${event.done} of ${event.total}`;
    case "metric":
      return `${event.name} ${metricText(event.value)}`;
    case "saved":
      return `version ${event.version}`;
    default:
      return undefined;
  }
}
