import type * as TfCore from "@tensorflow/tfjs-core";
import type * as TfLayers from "@tensorflow/tfjs-layers";
import { TandemError } from "@tandem/core";
import { keepProcessListeners } from "./process-listeners.ts";

export type Core = typeof TfCore;
/** tfjs-layers: `layers`, `regularizers`, `initializers`, `constraints`, `model`... */
export type LayersLibrary = typeof TfLayers;

/** Where kernels run: TensorFlow's own library, WebAssembly with SIMD, or plain JavaScript. */
export type BackendName = "tensorflow" | "wasm" | "cpu";

/** TensorFlow.js, loaded; `fastest` is the best backend of this process. */
export interface Runtime {
  readonly tf: Core;
  readonly library: LayersLibrary;
  readonly fastest: BackendName;
}

let loading: Promise<Runtime> | undefined;

/** TensorFlow.js, loaded at the first call in each thread (about 0.3 s) and kept. */
export function runtime(): Promise<Runtime> {
  return (loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  }));
}

/**
 * Computes on `backend` and frees every tensor made inside; variables stay. Backends are one setting for the whole
 * thread, also for other users of TensorFlow.js, so each synchronous step chooses its own.
 */
export function compute<T>({ tf }: Runtime, backend: BackendName, body: () => T): T {
  // setBackend acts at once for a backend that is ready, and load() made them so
  if (tf.engine().backendName !== backend) void tf.setBackend(backend);
  let result: { readonly value: T } | undefined;
  try {
    tf.tidy(() => void (result = { value: body() }));
  } catch (error) {
    freeTape(tf);
    throw error;
  }
  return result!.value;
}

/** A gradient that fails half way leaves what it recorded behind. */
function freeTape(tf: Core): void {
  const { state } = tf.engine();
  for (const { saved } of state.activeTape ?? []) for (const tensor of saved ?? []) tensor.dispose();
  state.activeTape = [];
}

async function load(): Promise<Runtime> {
  try {
    const [tf, library] = await Promise.all([import("@tensorflow/tfjs-core"), import("@tensorflow/tfjs-layers")]);
    await import("@tensorflow/tfjs-backend-cpu");
    await quiet(tf);
    const fastest = (await nativeBackend(tf)) ?? (await wasmBackend(tf)) ?? "cpu";
    return { tf, library, fastest };
  } catch (error) {
    throw new TandemError(
      "neural/not-installed",
      { reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

/**
 * TensorFlow's C library through the optional peer `@tensorflow/tfjs-node`. What that name resolves to may be plain
 * TensorFlow.js (an override that danfojs users need puts it there), so only the backend's own name counts.
 */
async function nativeBackend(tf: Core): Promise<BackendName | undefined> {
  const optionalPeer: string = "@tensorflow/tfjs-node";
  try {
    await import(optionalPeer);
    if (!tf.findBackendFactory("tensorflow") || !(await tf.setBackend("tensorflow"))) return undefined;
    return tf.getBackend() === "tensorflow" ? "tensorflow" : undefined;
  } catch {
    return undefined;
  }
}

/** WebAssembly; the library finds and reads its .wasm file itself, without `fetch`. */
async function wasmBackend(tf: Core): Promise<BackendName | undefined> {
  try {
    await import("@tensorflow/tfjs-backend-wasm");
    return (await keepProcessListeners(() => tf.setBackend("wasm"))) ? "wasm" : undefined;
  } catch {
    return undefined;
  }
}

/** Readies the CPU backend and spends its first use, which advertises tfjs-node on stderr. */
async function quiet(tf: Core): Promise<void> {
  await tf.setBackend("cpu");
  const backend: unknown = tf.backend();
  if (typeof backend === "object" && backend !== null && "firstUse" in backend) backend.firstUse = false;
}
