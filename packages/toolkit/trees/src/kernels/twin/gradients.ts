import { CHUNK } from "../kernels.ts";
import type { Memory } from "./memory.ts";

// Twin of assembly/gradients.ts. Its float32 operations and the order of its sums, four lanes a chunk, are repeated.
const round = Math.fround;

export function squaredGradients(memory: Memory, scores: number): void {
  eachChunk(memory, (begin, end, lanes) => squaredChunk(memory, scores, begin, end, lanes));
}
export function binaryGradients(memory: Memory, scores: number): void {
  eachChunk(memory, (begin, end, lanes) => binaryChunk(memory, scores, begin, end, lanes));
}

/** `lanes` receives four sums of |gradient|, then four of the hessian. */
function eachChunk(
  { doubles, layout }: Memory,
  chunk: (begin: number, end: number, lanes: Float32Array) => void,
): void {
  const lanes = new Float32Array(8);
  for (let begin = 0, at = layout.partials / 8; begin < layout.rows; begin += CHUNK, at += 2) {
    lanes.fill(0);
    chunk(begin, Math.min(begin + CHUNK, layout.rows), lanes);
    doubles[at] = lanes[0]! + lanes[1]! + lanes[2]! + lanes[3]!;
    doubles[at + 1] = lanes[4]! + lanes[5]! + lanes[6]! + lanes[7]!;
  }
}

function squaredChunk(
  { floats, layout }: Memory,
  scores: number,
  begin: number,
  end: number,
  lanes: Float32Array,
): void {
  const targets = layout.targets / 4;
  const weights = layout.weights / 4;
  const packed = layout.packed / 4;
  for (let row = begin; row < end; row++) {
    const weight = weights ? floats[weights + row]! : 1;
    const gradient = round(round(floats[scores + row]! - floats[targets + row]!) * weight);
    floats[packed + 2 * row] = gradient;
    floats[packed + 2 * row + 1] = weight;
    lanes[row & 3]! += Math.abs(gradient);
    lanes[4 + (row & 3)]! += weight;
  }
}

function binaryChunk(
  { floats, layout }: Memory,
  scores: number,
  begin: number,
  end: number,
  lanes: Float32Array,
): void {
  const targets = layout.targets / 4;
  const weights = layout.weights / 4;
  const packed = layout.packed / 4;
  for (let row = begin; row < end; row++) {
    const weight = weights ? floats[weights + row]! : 1;
    const probability = sigmoid(floats[scores + row]!);
    const gradient = round(round(probability - floats[targets + row]!) * weight);
    const hessian = round(round(probability * round(1 - probability)) * weight);
    floats[packed + 2 * row] = gradient;
    floats[packed + 2 * row + 1] = hessian;
    lanes[row & 3]! += Math.abs(gradient);
    lanes[4 + (row & 3)]! += hessian;
  }
}

const P = [0.00133335581, 0.00961812911, 0.0555041087, 0.240226507, 0.693147182].map(round) as [
  number,
  number,
  number,
  number,
  number,
];
const LOG2E = round(-1.44269504088896);
/** Adding and taking it away rounds a float32 below 2^22 to the nearest whole number, halves to even. */
const ROUNDER = 12_582_912;

function sigmoid(x: number): number {
  const z = Math.max(Math.min(round(x * LOG2E), 80), -80);
  const whole = nearest(z);
  const f = round(z - whole);
  let p = round(round(P[0] * f) + P[1]);
  p = round(round(p * f) + P[2]);
  p = round(round(p * f) + P[3]);
  p = round(round(p * f) + P[4]);
  p = round(round(p * f) + 1);
  return round(1 / round(1 + round(p * 2 ** whole)));
}
function nearest(x: number): number {
  return round(round(x + ROUNDER) - ROUNDER);
}

export function quantise(
  { floats, ints, layout }: Memory,
  gradientScale: number,
  hessianScale: number,
  fill: boolean,
): void {
  const g = round(gradientScale);
  const h = round(hessianScale);
  const packed = layout.packed / 4;
  for (let row = 0; row < layout.rows; row++) {
    const gradient = even(round(floats[packed + 2 * row]! * g));
    const hessian = even(round(floats[packed + 2 * row + 1]! * h));
    ints[packed + 2 * row] = gradient;
    ints[packed + 2 * row + 1] = hessian;
  }
  const index = layout.index / 4;
  if (fill) for (let row = 0; row < layout.rows; row++) ints[index + row] = row;
}
/** Any float32 to the nearest whole number, halves to even, within int32. */
function even(x: number): number {
  const whole = Math.round(x);
  const rounded = whole - x === 0.5 && whole % 2 !== 0 ? whole - 1 : whole;
  return Math.min(Math.max(rounded, -(2 ** 31)), 2 ** 31 - 1);
}

export function total({ ints, doubles, layout }: Memory, count: number): void {
  const index = layout.index / 4;
  const packed = layout.packed / 4;
  for (let begin = 0, at = layout.partials / 8; begin < count; begin += CHUNK, at += 2) {
    let gradient = 0;
    let hessian = 0;
    for (let i = begin; i < Math.min(begin + CHUNK, count); i++) {
      const row = packed + 2 * ints[index + i]!;
      gradient += ints[row]!;
      hessian += ints[row + 1]!;
    }
    doubles[at] = gradient;
    doubles[at + 1] = hessian;
  }
}
