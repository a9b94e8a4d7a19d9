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
}
const { WebAssembly: wasm, atob } = globalThis as unknown as {
  readonly WebAssembly?: Wasm;
  readonly atob: (text: string) => string;
};

const PAGE = 65_536;
/** Addresses are 32 bits. */
const MOST = 2 ** 32 - PAGE;

/** Undefined until it has been tried. */
let compiled: { readonly module: object | undefined } | undefined;

/** Kernels over a memory of `bytes` zeros; undefined where WebAssembly SIMD is missing or there is no room. */
export function wasmKernels(bytes: number): Kernels | undefined {
  compiled ??= { module: compile() };
  const { module } = compiled;
  if (bytes > MOST || !module) return undefined;
  const kernels = new wasm!.Instance(module, { env: { abort() {} } }).exports as Kernels;
  return hasRoom(kernels, bytes) ? kernels : undefined;
}

function hasRoom({ memory }: Kernels, bytes: number): boolean {
  const missing = bytes - memory.buffer.byteLength;
  try {
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return true;
  } catch {
    return false;
  }
}

/** Undefined where SIMD or WebAssembly is missing, or forbidden as by a page's policy. */
function compile(): object | undefined {
  try {
    return wasm && new wasm.Module(Uint8Array.from(atob(kernelBytes), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
