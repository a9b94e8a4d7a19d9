import type { Layout } from "../layout.ts";

/**
 * The kernels' memory as typed arrays. Addresses of 4-byte things are indexes into `ints` or `floats` times 4, those of
 * doubles into `doubles` times 8. Packed gradients and histograms are pairs of int32 here: gradient, then hessian.
 */
export interface Memory {
  readonly layout: Layout;
  readonly bytes: Uint8Array;
  readonly ints: Int32Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
}

export function memoryOf(buffer: ArrayBuffer, layout: Layout): Memory {
  return {
    layout,
    bytes: new Uint8Array(buffer),
    ints: new Int32Array(buffer),
    floats: new Float32Array(buffer),
    doubles: new Float64Array(buffer),
  };
}

/** Index in `ints` of the first pair of a histogram. */
export function slotStart({ histograms, words }: Layout, slot: number): number {
  return histograms / 4 + slot * words * 2048;
}
