import { kernelBytes } from "./wasm-bytes.generated.ts";

/** What runs the inner loops: "plain" is TypeScript. They agree up to rounding. */
export type KernelKind = "wasm" | "plain";

/** The exports of assembly/index.ts. Addresses are bytes, strides numbers. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  addMoments(
    rows: number,
    count: number,
    columns: number,
    shift: number,
    targets: number,
    weights: number,
    block: number,
    width: number,
    products: number,
  ): void;
  scoreRows(
    rows: number,
    count: number,
    columns: number,
    weights: number,
    intercept: number,
    scores: number,
    stride: number,
  ): void;
  addRows(rows: number, count: number, columns: number, factors: number, stride: number, into: number): void;
  logisticPass(
    rows: number,
    count: number,
    columns: number,
    weights: number,
    intercept: number,
    targets: number,
    shares: number,
    scores: number,
    gradient: number,
    slope: number,
  ): number;
  timesPanel(rows: number, count: number, length: number, panel: number, out: number, stride: number): void;
  distancesToPanel(rows: number, count: number, length: number, panel: number, out: number, stride: number): void;
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
/** Memory is kept from fit to fit up to this size. */
const KEPT = 2 ** 24;
const MOST = 2 ** 32 - PAGE;

/** Undefined until it has been tried. */
let compiled: { readonly module: object | undefined } | undefined;
let kept: Kernels | undefined;

/**
 * Kernels over a memory of at least `bytes`, whatever is in it; undefined where WebAssembly SIMD is missing or there is
 * no room for the memory. The memory belongs to the caller until he gives control to anybody else.
 */
export function wasmKernels(bytes: number): Kernels | undefined {
  compiled ??= { module: compile() };
  const { module } = compiled;
  if (bytes > MOST || !module) return undefined;
  const kernels = bytes <= KEPT ? (kept ??= instanceOf(module)) : instanceOf(module);
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

function instanceOf(module: object): Kernels {
  return new wasm!.Instance(module, { env: { abort() {} } }).exports as Kernels;
}
