const BITS = 16;
const BUCKETS = 1 << BITS;

/**
 * Row numbers by ascending value, equal values in row order. NaN sorts last. Long arrays are sorted by radix over the
 * bits of the doubles, several times faster than a comparison sort of indices.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let row = 0; row < order.length; row++) order[row] = row;
  if (values.length < 2048)
    return order.sort(
      (a, b) => values[a]! - values[b]! || Number(Number.isNaN(values[a])) - Number(Number.isNaN(values[b])) || a - b,
    );
  return radixSorted(order, sortableKeys(values));
}

/** Row numbers by descending value, equal values in row order. */
export function descendingOrder(values: Float64Array): Uint32Array {
  return ascendingOrder(values.map((value) => -value));
}

/** The doubles' bits such that unsigned comparison orders them: negative numbers inverted, the sign bit of others set; -0 is 0. */
function sortableKeys(values: Float64Array): Uint32Array {
  const keys = new Uint32Array(new Float64Array(values).buffer);
  for (let low = 0, high = 1; low < keys.length; low += 2, high += 2) {
    if (keys[high]! === 0x80000000 && keys[low] === 0) keys[high] = 0;
    const flip = keys[high]! >>> 31 ? 0xffffffff : 0;
    keys[low]! ^= flip;
    keys[high]! ^= flip | 0x80000000;
  }
  return keys;
}

function radixSorted(order: Uint32Array, keys: Uint32Array): Uint32Array {
  const digits = new Uint16Array(keys.buffer);
  let from = order;
  let into: Uint32Array = new Uint32Array(order.length);
  for (let digit = 0; digit < 4; digit++) {
    const starts = bucketStarts(digits, digit, order.length);
    if (!starts) continue;
    for (let i = 0; i < from.length; i++) {
      const row = from[i]!;
      into[starts[digits[row * 4 + digit]!]!++] = row;
    }
    [from, into] = [into, from];
  }
  return from;
}

/** Where each bucket begins; undefined where all values share one and the pass can be left out. */
function bucketStarts(digits: Uint16Array, digit: number, length: number): Uint32Array | undefined {
  const counts = new Uint32Array(BUCKETS);
  for (let i = digit; i < digits.length; i += 4) counts[digits[i]!]!++;
  if (counts[digits[digit]!] === length) return undefined;
  for (let bucket = 0, start = 0; bucket < BUCKETS; bucket++) {
    const count = counts[bucket]!;
    counts[bucket] = start;
    start += count;
  }
  return counts;
}
