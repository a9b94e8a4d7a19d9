import { Kernel, type KernelWithMemory } from "@tandem/toolkit-kernels";
import { kernelBytes } from "./wasm-bytes.generated.ts";

/** What runs the inner loops: "plain" is TypeScript. They agree up to rounding. */
export type KernelKind = "wasm" | "plain";

/** The exports of assembly/index.ts. Addresses are bytes, strides numbers. */
interface Exports {
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

export type Kernels = KernelWithMemory<Exports>;

const kernel = new Kernel<Exports>(kernelBytes);

/** Memory is kept from fit to fit up to this size. */
const KEPT = 2 ** 24;
let kept: Kernels | undefined;

/**
 * Kernels over a memory of at least `bytes`, whatever is in it; undefined where WebAssembly SIMD is missing or there is
 * no room for the memory. The memory belongs to the caller until he gives control to anybody else.
 */
export function wasmKernels(bytes: number): Kernels | undefined {
  if (bytes > KEPT) return kernel.withMemory(bytes);
  if (!kept || kept.memory.buffer.byteLength < bytes) kept = kernel.withMemory(2 ** Math.ceil(Math.log2(bytes)));
  return kept;
}
