/**
 * The quantile of values, by weight if there are weights: without them by linear interpolation between the order
 * statistics, as numpy's percentile; with them the least value that has at least that share of the weight up to it.
 * Reorders its arguments.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array | undefined, quantile: number): number {
  if (values.length === 0) return 0;
  if (weights) return byWeight(values, weights, quantile);
  const position = quantile * (values.length - 1);
  const below = Math.floor(position);
  const low = select(values, below);
  if (position === below) return low;
  let next = Infinity;
  for (let i = below + 1; i < values.length; i++) next = Math.min(next, values[i]!);
  return low + (position - below) * (next - low);
}

function byWeight(values: Float64Array, weights: Float64Array, quantile: number): number {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const goal = quantile * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const i of order) {
    sum += weights[i]!;
    if (sum >= goal && weights[i]! > 0) return values[i]!;
  }
  return values[order.at(-1)!]!;
}

/** The value of rank k; all before place k are then at most it, all after at least. Hoare's quickselect. */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swap = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swap;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}
