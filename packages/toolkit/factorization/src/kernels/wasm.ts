import { Kernel, memoryOf, teamOf, type Team, type TeamKernel } from "@tandem/toolkit-kernels";
import type { Layout } from "./layout.ts";
import { kernelBytes } from "./wasm-bytes.generated.ts";

/** The exports of assembly/index.ts. Addresses are bytes. */
export interface Kernels extends TeamKernel {
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

const kernel = new Kernel<Kernels>(kernelBytes);

/**
 * Kernels over a memory of zeros, on `layout.threads` threads, the calling one among them; undefined where WebAssembly
 * with SIMD and shared memory is missing or there is no room. To be closed.
 */
export function wasmKernels(layout: Layout): (Team<Kernels> & { readonly buffer: ArrayBufferLike }) | undefined {
  const memory = kernel.module && memoryOf(layout.bytes, true);
  return memory && { ...teamOf(kernel, memory, layout), buffer: memory.buffer };
}
