// What a finished tree adds to the scores.
import { int, setInt } from "@tandem/toolkit-kernels/assembly/jobs";
import { index, nodes, words } from "./context";
import { CHUNK, chunksOf } from "./gradients";
import { run } from "./jobs";
import { ROUTE, UPDATE } from "./operations";

/** Adds each leaf's value to the rows it holds. A leaf is (i32 begin, i32 end, f64 value) in `nodes`. */
export function updateScores(scores: usize, leaves: i32, count: i32): void {
  setInt(0, <i32>scores);
  setInt(1, leaves);
  setInt(2, count);
  run(UPDATE, chunksOf(count));
}

export function updateChunk(chunk: i32): void {
  const scores = <usize>int(0), leaves = int(1), begin = chunk * CHUNK, end = min(int(2), begin + CHUNK);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const at = nodes + (<usize>leaf << 4), value = <f32>load<f64>(at, 8);
    const from = index + (<usize>max(load<i32>(at), begin) << 2), to = index + (<usize>min(load<i32>(at, 4), end) << 2);
    for (let list = from; list < to; list += 4) {
      const score = scores + (<usize>load<u32>(list) << 2);
      store<f32>(score, load<f32>(score) + value);
    }
  }
}

/**
 * Sends binned rows down the tree and adds the leaf's value to their score. A node is 64 bytes in `nodes`: i32 feature
 * (-1 for a leaf), i32 left, i32 right, pad, f64 value, and 32 bytes with a bit for each bin that goes left.
 */
export function routeRows(bins: usize, scores: usize, count: i32): void {
  setInt(0, <i32>scores);
  setInt(1, <i32>bins);
  setInt(2, count);
  run(ROUTE, chunksOf(count));
}

export function routeChunk(chunk: i32): void {
  const scores = <usize>int(0), stride = <usize>words << 2, begin = chunk * CHUNK, end = min(int(2), begin + CHUNK);
  let bins = <usize>int(1) + <usize>begin * stride;
  for (let row = begin; row < end; row++, bins += stride) {
    let node = nodes;
    for (let feature = load<i32>(node); feature >= 0; feature = load<i32>(node)) {
      const bin = load<u8>(bins + <usize>feature);
      const left = (load<u8>(node + <usize>(bin >> 3), 24) >> (bin & 7)) & 1;
      node = nodes + (<usize>(left ? load<i32>(node, 4) : load<i32>(node, 8)) << 6);
    }
    const score = scores + (<usize>row << 2);
    store<f32>(score, load<f32>(score) + <f32>load<f64>(node, 16));
  }
}
