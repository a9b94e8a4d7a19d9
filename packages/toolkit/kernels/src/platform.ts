// What the platform offers, found by looking: node, a browser, or neither.

/** The parts of WebAssembly in use, restated because this package compiles without any platform's types. */
export interface WasmModule {
  readonly wasmModule?: never;
}
/** What kernels work on, as WebAssembly has it. */
export interface KernelMemory {
  readonly buffer: ArrayBufferLike;
}
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { initial: number; maximum: number; shared?: boolean }) => KernelMemory;
}
interface Port {
  postMessage(message: unknown): void;
  unref?(): void;
}
interface Platform {
  readonly WebAssembly?: Wasm;
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly Worker?: new (url: string) => Port;
  readonly Blob?: new (parts: readonly string[], options: { type: string }) => object;
  readonly URL?: { createObjectURL(blob: object): string };
  readonly crossOriginIsolated?: boolean;
  readonly setImmediate?: (callback: () => void) => void;
  readonly setTimeout?: (callback: () => void, milliseconds: number) => void;
  readonly performance: { now(): number };
  readonly atob: (text: string) => string;
}

const platform = globalThis as unknown as Platform;

export const wasm: Wasm | undefined = platform.WebAssembly;

function builtin<T>(name: string): T | undefined {
  return platform.process?.getBuiltinModule?.(name) as T | undefined;
}

export function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(platform.atob(text), (character) => character.charCodeAt(0));
}

/** How many threads can run at once. */
export function processors(): number {
  const os = builtin<{ availableParallelism(): number }>("node:os");
  return os?.availableParallelism() ?? platform.navigator?.hardwareConcurrency ?? 1;
}

/** A thread that runs `source`, a script that takes each message as `serve(message)`; undefined where there are none. */
export function startThread(source: string): Port | undefined {
  const threads = builtin<{ Worker: new (source: string, options: object) => Port }>("node:worker_threads");
  if (threads) {
    const script = `${source}\nrequire("node:worker_threads").parentPort.on("message", serve);`;
    const worker = new threads.Worker(script, { eval: true, execArgv: [], env: {} });
    worker.unref?.();
    return worker;
  }
  const { Worker, Blob, URL, crossOriginIsolated } = platform;
  if (!Worker || !Blob || !URL || !crossOriginIsolated) return undefined;
  return new Worker(
    URL.createObjectURL(
      new Blob([`${source}\nonmessage = (event) => serve(event.data);`], { type: "text/javascript" }),
    ),
  );
}

/** Milliseconds of a clock that only says when to let the event loop turn; nothing learned depends on it. */
export function clock(): number {
  return platform.performance.now();
}

/** Lets the event loop turn: timers, aborts and requests get their chance. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (platform.setImmediate) platform.setImmediate(resolve);
    else if (platform.setTimeout) platform.setTimeout(resolve, 0);
    else resolve();
  });
}
