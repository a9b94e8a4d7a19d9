// Gradients and hessians of the two commonest losses, and their quantisation. The twin in src/kernels/twin repeats each
// operation in the same order, so both give the same bits. Arguments: int 0 scores.
import { int, real, setInt, setReal } from "@tandem/toolkit-kernels/assembly/jobs";
import { index, packed, partials, rows, targets, weights } from "./context";
import { run } from "./jobs";
import { BINARY, QUANTISE, SQUARED, TOTAL } from "./operations";

/** Rows in a chunk of a pass over all rows. */
export const CHUNK: i32 = 4096;
@inline export function chunksOf(count: i32): i32 {
  return (count + CHUNK - 1) / CHUNK;
}

export function squaredGradients(scores: usize): void {
  setInt(0, <i32>scores);
  run(SQUARED, chunksOf(rows));
}
export function binaryGradients(scores: usize): void {
  setInt(0, <i32>scores);
  run(BINARY, chunksOf(rows));
}
/** Turns pairs of f32 into packed integers by the two scales; `fill` makes every row part of the tree. */
export function quantise(gradientScale: f64, hessianScale: f64, fill: i32): void {
  setReal(0, gradientScale);
  setReal(1, hessianScale);
  setInt(0, fill);
  run(QUANTISE, chunksOf(rows));
}

@inline function lanes(v: v128): f64 {
  return <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) + <f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3);
}
@inline function writePairs(row: i32, gradient: v128, hessian: v128): void {
  const to = packed + (<usize>row << 3);
  v128.store(to, v128.shuffle<i32>(gradient, hessian, 0, 4, 1, 5));
  v128.store(to, v128.shuffle<i32>(gradient, hessian, 2, 6, 3, 7), 16);
}
@inline function weighted(v: v128, at: usize): v128 {
  return weights ? f32x4.mul(v, v128.load(weights + at)) : v;
}
@inline function writeSums(chunk: i32, gradient: f64, hessian: f64): void {
  store<f64>(partials + (<usize>chunk << 4), gradient);
  store<f64>(partials + (<usize>chunk << 4), hessian, 8);
}

// Arrays are padded to four rows; padding has target 0, score 0 and weight 0 and is taken out of the sums by `keep`.
@inline function keep(v: v128, row: i32): v128 {
  return row + 4 <= rows ? v : v128.and(v, i32x4.gt_s(i32x4.splat(rows - row), i32x4(0, 1, 2, 3)));
}

export function squaredChunk(chunk: i32): void {
  const scores = <usize>int(0), end = min(rows, (chunk + 1) * CHUNK);
  const one = f32x4.splat(1);
  let gradients = f32x4.splat(0), hessians = gradients;
  for (let row = chunk * CHUNK; row < end; row += 4) {
    const at = <usize>row << 2;
    const gradient = keep(weighted(f32x4.sub(v128.load(scores + at), v128.load(targets + at)), at), row);
    const hessian = keep(weighted(one, at), row);
    writePairs(row, gradient, hessian);
    gradients = f32x4.add(gradients, f32x4.abs(gradient));
    hessians = f32x4.add(hessians, hessian);
  }
  writeSums(chunk, lanes(gradients), lanes(hessians));
}

/** 1 / (1 + e^-x): 2^f by a polynomial of degree five on [-1/2, 1/2], its error about 2e-7. */
@inline function sigmoid(x: v128): v128 {
  let z = f32x4.mul(x, f32x4.splat(-1.44269504088896));
  z = f32x4.max(f32x4.min(z, f32x4.splat(80)), f32x4.splat(-80));
  const whole = f32x4.nearest(z), f = f32x4.sub(z, whole), one = f32x4.splat(1);
  let p = f32x4.add(f32x4.mul(f32x4.splat(0.00133335581), f), f32x4.splat(0.00961812911));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.0555041087));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.240226507));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.693147182));
  p = f32x4.add(f32x4.mul(p, f), one);
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.div(one, f32x4.add(one, f32x4.mul(p, power)));
}

export function binaryChunk(chunk: i32): void {
  const scores = <usize>int(0), end = min(rows, (chunk + 1) * CHUNK);
  const one = f32x4.splat(1);
  let gradients = f32x4.splat(0), hessians = gradients;
  for (let row = chunk * CHUNK; row < end; row += 4) {
    const at = <usize>row << 2;
    const probability = sigmoid(v128.load(scores + at));
    const gradient = keep(weighted(f32x4.sub(probability, v128.load(targets + at)), at), row);
    const hessian = keep(weighted(f32x4.mul(probability, f32x4.sub(one, probability)), at), row);
    writePairs(row, gradient, hessian);
    gradients = f32x4.add(gradients, f32x4.abs(gradient));
    hessians = f32x4.add(hessians, hessian);
  }
  writeSums(chunk, lanes(gradients), lanes(hessians));
}

/** Two rows at a time: (g, h, g, h) rounded, then a borrow from h where g is negative makes each pair one i64. */
export function quantiseChunk(chunk: i32): void {
  const begin = chunk * CHUNK, end = min(rows, begin + CHUNK);
  const g: f32 = <f32>real(0), h: f32 = <f32>real(1);
  const scale = f32x4(g, h, g, h), ints = i32x4.splat(-1), zero = i32x4.splat(0);
  for (let row = begin; row < end; row += 2) {
    const at = packed + (<usize>row << 3);
    const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), scale)));
    const borrow = v128.shuffle<i32>(v128.and(i32x4.shr_s(whole, 31), ints), zero, 4, 0, 4, 2);
    v128.store(at, i32x4.add(whole, borrow));
  }
  if (int(0)) for (let row = begin; row < end; row++) store<i32>(index + (<usize>row << 2), row);
}

/** Sums packed gradients and hessians over the first `count` rows of the index into the partials, one for each chunk. */
export function total(count: i32): void {
  setInt(0, count);
  run(TOTAL, chunksOf(count));
}

export function totalChunk(chunk: i32): void {
  const end = min(int(0), (chunk + 1) * CHUNK);
  let sum: i64 = 0;
  for (let i = chunk * CHUNK; i < end; i++) sum += load<i64>(packed + (<usize>load<u32>(index + (<usize>i << 2)) << 3));
  writeSums(chunk, <f64>(<i32>sum), <f64>((sum - <i64>(<i32>sum)) >> 32));
}
