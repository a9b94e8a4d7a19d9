import type { TensorArray } from "@tandem/core";

/** The same numbers in the narrowest integer type. */
export function narrowInts(values: Int32Array): Int8Array | Int16Array | Int32Array {
  let least = 0;
  let most = 0;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least >= -128 && most < 128) return Int8Array.from(values);
  return least >= -32_768 && most < 32_768 ? Int16Array.from(values) : values;
}

/** The same numbers as float32 where that loses nothing. */
export function narrowDoubles(values: Float64Array): Float32Array | Float64Array {
  return values.every((value) => Object.is(Math.fround(value), value)) ? Float32Array.from(values) : values;
}

export function intsOf(values: TensorArray): Int32Array {
  return Int32Array.from(values as Int8Array);
}
export function doublesOf(values: TensorArray): Float64Array {
  return Float64Array.from(values as Float32Array);
}
