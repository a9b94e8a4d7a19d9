import type { DenseMatrix } from "@tandem/core";
import { Places } from "@tandem/toolkit-kernels";
import { wasmKernels } from "./kernels/wasm.ts";
import type { Vectors } from "./products.ts";

/** Numbers of the rows that meet a panel while they are in the second-level cache. */
const CACHED = 32_768;

/** Products of rows with vectors, or distances where `apart`; undefined where kernels do not run. */
export function wasmPairs({ rows, data }: DenseMatrix, vectors: Vectors, apart: boolean): Float64Array | undefined {
  const { count, length } = vectors;
  const stride = Math.ceil(count / 4) * 4;
  const height = Math.max(4, Math.min(rows + 3, Math.floor(CACHED / Math.max(1, length, stride))) & ~3);
  const places = new Places();
  const at = {
    rows: places.doubles(height * length),
    out: places.doubles(height * stride),
    panels: places.doubles(stride * length),
  };
  const kernels = wasmKernels(places.bytes);
  if (!kernels) return undefined;
  const view = (address: number, numbers: number) => new Float64Array(kernels.memory.buffer, address, numbers);
  const block = view(at.rows, height * length);
  const found = view(at.out, height * stride);
  const meet = apart ? kernels.distancesToPanel : kernels.timesPanel;
  pack(vectors, view(at.panels, stride * length).fill(0));
  const out = new Float64Array(rows * count);
  for (let from = 0; from < rows; from += height) {
    const to = Math.min(rows, from + height);
    block.set(data.subarray(from * length, to * length));
    for (let v = 0; v < count; v += 4)
      meet(at.rows, to - from, length, at.panels + 8 * v * length, at.out + 8 * v, stride);
    for (let row = from, start = 0; row < to; row++, start += stride)
      out.set(found.subarray(start, start + count), row * count);
  }
  return out;
}

/** Four vectors at a time, the numbers of all four side by side. */
function pack({ data, count, length, across, along }: Vectors, panels: Float64Array): void {
  for (let v = 0; v < count; v++)
    for (let k = 0, from = v * across, to = (v & ~3) * length + (v & 3); k < length; k++, from += along, to += 4)
      panels[to] = data[from]!;
}
