import type { LabeledDataset, Run, Signal, TrainOptions } from "@tandem/core";
import { writeEncoded } from "./encoded-frames.ts";
import { Body, encodeFrame, type Frame } from "./frame.ts";
import { startModel, trainedModel, type HostedModel, type HostOptions } from "./hosted-model.ts";
import type { PythonProcess } from "./python-process.ts";
import type { SampleFeatures } from "./sample-features.ts";
import { writeTraining } from "./sample-frames.ts";

/** Trains in a process of its own; an aborted run ends the process, whatever it is doing. */
export async function trainModel<D, L>(
  options: HostOptions,
  data: LabeledDataset<SampleFeatures<D>, L>,
  run: Run,
  { validation, previous }: TrainOptions<SampleFeatures<D>, L, HostedModel>,
): Promise<HostedModel> {
  const process = await startModel(options);
  const release = onAbort(run.signal, process);
  try {
    const body = new Body();
    const kinds = options.kinds();
    const question = {
      ask: "train",
      seed: run.seed,
      samples: writeTraining(data, kinds, body),
      ...(validation ? { validation: writeTraining(validation, kinds, body) } : {}),
      ...(previous ? { previous: writeEncoded(previous.encoded, body) } : {}),
    };
    const heard = (frame: Frame) => tell(frame, run, process);
    return trainedModel(process, await process.ask(encodeFrame(question, body), undefined, heard), options);
  } catch (error) {
    await process.kill();
    throw error;
  } finally {
    release();
  }
}

/** Progress and logged numbers on their way to the flow. */
function tell({ header }: Frame, run: Run, process: PythonProcess): void {
  if (header["say"] === "progress") run.progress(header["done"] as number, header["total"] as number);
  else run.log(header["metric"] as string, header["value"] as number, (header["step"] as number | null) ?? undefined);
  if (run.signal.aborted) void process.kill();
}

interface Listening {
  addEventListener?(event: "abort", listener: () => void): void;
  removeEventListener?(event: "abort", listener: () => void): void;
}

/** An AbortSignal tells at once; any other signal is asked whenever training reports. */
function onAbort(signal: Signal & Listening, process: PythonProcess): () => void {
  const stop = () => void process.kill();
  if (signal.aborted) stop();
  signal.addEventListener?.("abort", stop);
  return () => signal.removeEventListener?.("abort", stop);
}
