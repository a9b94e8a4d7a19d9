import { deriveSeed, randomSequence } from "@tandem/core";

/** Which rows are in: writes their numbers to `index`, ascending, and returns how many. */
export type RowSampler = (index: Int32Array, pairs: Float32Array, seed: number) => number;

/** A number in [0, 2^32) for each row and seed. */
export function hashRow(row: number, seed: number): number {
  let h = Math.imul(row ^ seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The rows of which `held` is 0, each with probability `share`. */
export function bernoulli(rows: number, share: number, held: Uint8Array | undefined): RowSampler {
  const limit = share * 2 ** 32;
  return (index, _pairs, seed) => {
    let count = 0;
    for (let row = 0; row < rows; row++) {
      index[count] = row;
      count += !held?.[row] && (share >= 1 || hashRow(row, seed) < limit) ? 1 : 0;
    }
    return count;
  };
}

/**
 * Gradient-based one-side sampling (LightGBM): rows whose |gradient x hessian| is among the `top` share stay; of the rest
 * as many as an `other` share of all, their gradients and hessians multiplied by (1 - top) / other.
 */
export function goss(rows: number, top: number, other: number, held: Uint8Array | undefined): RowSampler {
  const factor = (1 - top) / other;
  const chance = Math.min(1, other / (1 - top)) * 2 ** 32;
  return (index, pairs, seed) => {
    const least = threshold(rows, top, pairs, held);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      if (held?.[row]) continue;
      const size = Math.abs(pairs[2 * row]! * pairs[2 * row + 1]!);
      if (size < least) {
        if (hashRow(row, seed) >= chance) continue;
        pairs[2 * row]! *= factor;
        pairs[2 * row + 1]! *= factor;
      }
      index[count++] = row;
    }
    return count;
  };
}

/** The |gradient x hessian| that a `top` share of an even sample of the rows reaches. */
function threshold(rows: number, top: number, pairs: Float32Array, held: Uint8Array | undefined): number {
  const step = Math.max(1, Math.floor(rows / 50_000));
  const sizes: number[] = [];
  for (let row = 0; row < rows; row += step)
    if (!held?.[row]) sizes.push(Math.abs(pairs[2 * row]! * pairs[2 * row + 1]!));
  const sorted = Float64Array.from(sizes).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * (1 - top)))] ?? 0;
}

/** 1 for each of a random `share` of the columns, at least one. */
export function sampleColumns(columns: number, share: number, seed: number): Uint8Array {
  const count = Math.max(1, Math.round(share * columns));
  const chosen = new Uint8Array(columns);
  if (count >= columns) return chosen.fill(1);
  const random = randomSequence(seed);
  const order = Array.from({ length: columns }, (_, column) => column);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (columns - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
    chosen[order[i]!] = 1;
  }
  return chosen;
}

/** 1 for each row held out for validation; whole groups where there are groups. */
export function holdOut(rows: number, share: number, groups: Int32Array | undefined, seed: number): Uint8Array {
  const own = deriveSeed(seed, 0x5eed);
  return Uint8Array.from({ length: rows }, (_, row) =>
    hashRow(groups ? groups[row]! : row, own) < share * 2 ** 32 ? 1 : 0,
  );
}
