import { createModel } from "@tandem/app";
import { digestSamples, memoryStore, TandemError } from "@tandem/core";
import type { GlobalOptions, Io } from "../io.ts";
import { print } from "../output/print.ts";
import { stepsFor } from "../output/steps.ts";
import { textTable } from "../output/table.ts";
import { modelIn } from "../project/find-version.ts";
import { openProject } from "../project/open-project.ts";
import { recordedData } from "../project/recorded-data.ts";
import { trainingPart } from "./train.ts";

interface Compared {
  readonly what: string;
  readonly recorded: string;
  readonly now: string;
  readonly equal: boolean;
}

/**
 * `tandem reproduce <version>`: trains again from the recorded data, seed and parameters, into no store, and compares.
 * @throws TandemError `cli/not-reproduced` unless data, artifact, predictions and metrics are equal
 */
export async function run(io: Io, reference: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  const { model } = modelIn(project, reference!);
  const version = await (await project.registry.open()).versions.resolve(reference!);
  const { record, samples, holdOut, snapshot } = await recordedData(project, version, io);
  const training = await trainingPart(samples, holdOut);
  const { version: artifact, record: again } = await stepsFor(io, options).step(
    `Training ${model}@${version.number} again`,
    async () =>
      createModel(await project.app.package(model), training, {
        store: memoryStore(),
        seed: record.seed,
        parameters: record.parameters,
        context: record.context,
        signal: io.signal,
      }),
  );
  const compared: Compared[] = [
    compare("data", record.data.digest, digestSamples(training)),
    compare("artifact", version.artifact, artifact),
    compare("predictions", record.check?.predictions ?? "-", record.check ? again.check!.predictions : "-"),
    ...Object.keys({ ...record.metrics, ...again.metrics })
      .filter((name) => Object.hasOwn(record.history, name) || Object.hasOwn(again.history, name))
      .map((name) => compare(name, String(record.metrics[name]), String(again.metrics[name]))),
  ];
  const unequal = compared.filter(({ equal }) => !equal).map(({ what }) => what);
  const notes = [
    ...(snapshot === undefined ? ["no snapshot was taken: the source was read as it is now"] : []),
    ...(record.code.commit === again.code.commit
      ? []
      : [`the code was ${String(record.code.commit)}, now ${String(again.code.commit)}`]),
    ...(record.node === again.node ? [] : [`node was ${record.node}, now ${again.node}`]),
  ];
  const rows = compared.map(({ what, recorded, now, equal }) => [
    what,
    recorded.slice(0, 20),
    now.slice(0, 20),
    equal ? "equal" : "DIFFERENT",
  ]);
  print(io, options, {
    json: {
      model,
      number: version.number,
      reproduced: unequal.length === 0,
      snapshot: snapshot ?? null,
      compared,
      notes,
    },
    text: [textTable(["what", "recorded", "now", ""], rows), ...notes.map((note) => `Note: ${note}`)].join("\n"),
  });
  if (unequal.length > 0) throw new TandemError("cli/not-reproduced", { model, number: version.number, unequal });
}

function compare(what: string, recorded: string, now: string): Compared {
  return { what, recorded, now, equal: recorded === now };
}
