import { randomSequence } from "@tandem/core";

/** 0 to length - 1 in an order that only `seed` decides: Fisher-Yates from the end over core's randomSequence. */
export function permutation(length: number, seed: number): Int32Array {
  return shuffled(
    Int32Array.from({ length }, (_, i) => i),
    randomSequence(seed),
  );
}

/** Shuffles in place and returns its argument. */
export function shuffled<T extends Int32Array | unknown[]>(values: T, random: () => number): T {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const held = values[last];
    values[last] = values[other];
    values[other] = held;
  }
  return values;
}
