// A value's rank: how many of the model's thresholds of its feature lie below it, a byte; 255 for a missing value.
import { features, rankers, ranks } from "./model";

const CELLS: i32 = 1024;
export const GROUP: i32 = 16;

/** Ranks of `count` rows: for each group of 16 rows, features x 16 bytes. */
export function rankRows(model: usize, values: usize, rowStride: usize, featureStride: usize, count: i32): void {
  const all = features(model), group = <usize>all << 4;
  for (let feature = 0; feature < all; feature++, values += featureStride) {
    const ranker = rankers(model) + (<usize>feature << 5);
    if (load<u32>(ranker, 24) > 0) rankFeature(ranker, values, rowStride, count, ranks(model) + (<usize>feature << 4), group);
  }
}

function rankFeature(ranker: usize, from: usize, stride: usize, count: i32, to: usize, group: usize): void {
  const low = load<f64>(ranker), scale = load<f64>(ranker, 8), cuts = <usize>load<u32>(ranker, 16), grid = <usize>load<u32>(ranker, 20);
  const last = load<i32>(ranker, 24);
  for (let row = 0; row < count; row += GROUP, to += group) {
    const end = min(GROUP, count - row);
    for (let i = 0; i < end; i++, from += stride) {
      const x = load<f64>(from);
      let rank: i32;
      if (scale > 0) {
        rank = <i32>load<u8>(grid + <usize>(<i32>min<f64>(max<f64>((x - low) * scale, 0), CELLS)));
        while (rank < last && x > load<f64>(cuts + (<usize>rank << 3))) rank++;
      } else rank = search(cuts, x);
      store<u8>(to + <usize>i, x == x ? rank : 255);
    }
  }
}

function search(cuts: usize, x: f64): i32 {
  let below = 0;
  for (let step = 128; step > 0; step >>= 1) below += load<f64>(cuts + (<usize>(below + step - 1) << 3)) < x ? step : 0;
  return below;
}
