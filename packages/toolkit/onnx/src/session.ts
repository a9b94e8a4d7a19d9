import { TandemError, type Label } from "@tandem/core";
import { runtime, type InputMetadata, type Runtime, type Session } from "./runtime.ts";

/** A loaded ONNX model: its bytes, which are what was learned, and the session that runs them. */
export interface OnnxEstimator {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** In the order of the model's own output; none for a regression. */
  readonly classes: readonly Label[];
  readonly session: Session;
  readonly runtime: Runtime;
  readonly inputs: readonly InputMetadata[];
}

let open = 0;

/** Sessions that were not released; all models closed, there is none. */
export function liveSessions(): number {
  return open;
}

/** @throws TandemError `onnx/not-installed`, `onnx/bad-model` */
export async function openModel(
  name: string,
  bytes: Uint8Array,
  classes: readonly Label[],
  threads: number,
): Promise<OnnxEstimator> {
  const loaded = await runtime(name);
  const options = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  };
  let session: Session;
  try {
    session = await loaded.InferenceSession.create(bytes, options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TandemError("onnx/bad-model", { name, reason }, { cause: error });
  }
  open++;
  return { name, bytes, classes, session, runtime: loaded, inputs: session.inputMetadata };
}

export async function closeModel({ session }: OnnxEstimator): Promise<void> {
  open--;
  await session.release();
}
