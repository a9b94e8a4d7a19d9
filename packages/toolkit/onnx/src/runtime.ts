import { TandemError } from "@tandem/core";

// The parts of onnxruntime-common in use, restated: its own types bring the platform's with them.

export type TensorData = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | readonly string[];
export interface OnnxTensor {
  readonly type: string;
  readonly data: TensorData;
  readonly dims: readonly number[];
  dispose?(): void;
}
export interface InputMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata: readonly InputMetadata[];
  run(
    feeds: Readonly<Record<string, OnnxTensor>>,
    fetches: readonly string[],
  ): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}
export interface Runtime {
  readonly InferenceSession: { create(bytes: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: TensorData, dims: readonly number[]) => OnnxTensor;
}

let loading: Promise<Runtime> | undefined;

/** Loaded when the first model is: onnxruntime-node, or onnxruntime-web where that has no build. */
export function runtime(name: string): Promise<Runtime> {
  return (loading ??= load(name).catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

async function load(name: string): Promise<Runtime> {
  try {
    return exported(await import("onnxruntime-node"));
  } catch (native) {
    try {
      return exported(await import("onnxruntime-web" as string));
    } catch {
      const reason = native instanceof Error ? native.message : String(native);
      throw new TandemError("onnx/not-installed", { name, reason }, { cause: native });
    }
  }
}

/** A CommonJS module gives its names in `default`. */
function exported(module: unknown): Runtime {
  const { InferenceSession, default: inner } = module as Partial<Runtime> & { readonly default?: unknown };
  return (InferenceSession ? module : inner) as Runtime;
}
