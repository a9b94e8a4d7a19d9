import { kernelBytes } from "./wasm-bytes.generated.ts";

/** The exports of assembly/index.ts. Addresses are bytes. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  addGram(rows: number, count: number, width: number, gram: number): void;
  solveRows(
    x: number,
    count: number,
    offsets: number,
    indices: number,
    sureness: number,
    y: number,
    gram: number,
    width: number,
    steps: number,
    scratch: number,
  ): void;
}

/** The parts of WebAssembly in use, restated because this package compiles without any platform's types. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array): boolean;
}
const { WebAssembly: wasm, atob } = globalThis as unknown as {
  readonly WebAssembly?: Wasm;
  readonly atob: (text: string) => string;
};

const PAGE = 65_536;
/** Addresses are 32 bits. */
const MOST = 2 ** 32 - PAGE;

let compiled: object | undefined;

/** Kernels over a memory of `bytes` zeros; undefined where WebAssembly SIMD is missing or the memory would be too large. */
export function wasmKernels(bytes: number): Kernels | undefined {
  if (bytes > MOST || !runs()) return undefined;
  const kernels = new wasm!.Instance(compiled!, { env: { abort() {} } }).exports as Kernels;
  const missing = bytes - kernels.memory.buffer.byteLength;
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / PAGE));
  return kernels;
}

function runs(): boolean {
  if (compiled || !wasm) return compiled !== undefined;
  const bytes = Uint8Array.from(atob(kernelBytes), (character) => character.charCodeAt(0));
  if (wasm.validate(bytes)) compiled = new wasm.Module(bytes);
  return compiled !== undefined;
}
