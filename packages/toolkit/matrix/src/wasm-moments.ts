import type { DenseMatrix } from "@tandem/core";
import { Places } from "@tandem/toolkit-kernels";
import { wasmKernels } from "./kernels/wasm.ts";
import { mirror } from "./mirror.ts";
import type { MomentOptions, Moments } from "./moments.ts";

/** Rows handed over at a time, and numbers of those that stay in the first-level cache while they are multiplied. */
const STAGED = 512;
const CACHED = 2048;
/** Rows whose means the first pass takes the columns less. */
const SAMPLED = 1024;
/** A mean further from the sampled one, in standard deviations, costs digits: then a second pass is made. */
const FAR = 3;

/**
 * One pass: sums of products about the means of sampled rows, moved to the true means afterwards. Where these lie far
 * from the sampled ones a second pass about the true means keeps the digits. Undefined where kernels do not run.
 */
export function wasmMoments(matrix: DenseMatrix, options: MomentOptions): Moments | undefined {
  if (matrix.rows === 0) return undefined;
  const width = matrix.columns + (options.target ? 1 : 0);
  if (!options.centred) return momentsAbout(matrix, options, new Float64Array(width));
  const shift = sampledMeans(matrix, options);
  const moments = momentsAbout(matrix, options, shift);
  return moments && isFar(moments, shift) ? momentsAbout(matrix, options, moments.means) : moments;
}

function sampledMeans({ rows, columns, data }: DenseMatrix, { target, every = 1 }: MomentOptions): Float64Array {
  const means = new Float64Array(columns + (target ? 1 : 0));
  const step = every * Math.ceil(rows / every / SAMPLED);
  const count = Math.ceil(rows / step);
  for (let row = 0; row < rows; row += step) {
    for (let j = 0, i = row * columns; j < columns; j++, i++) means[j]! += data[i]!;
    if (target) means[columns]! += target[row]!;
  }
  for (let j = 0; j < means.length; j++) means[j]! /= count;
  return means;
}

function isFar({ total, means, products, width }: Moments, shift: Float64Array): boolean {
  for (let j = 0; j < width; j++)
    if (total * (means[j]! - shift[j]!) ** 2 > FAR ** 2 * products[j * width + j]!) return true;
  return false;
}

function momentsAbout(matrix: DenseMatrix, options: MomentOptions, shift: Float64Array): Moments | undefined {
  const { columns, rows } = matrix;
  const { target, weights, every = 1 } = options;
  const width = Math.ceil((shift.length + 1) / 4) * 4;
  const block = Math.max(8, Math.floor(CACHED / width));
  const staged = Math.max(block, Math.min(STAGED, Math.ceil(rows / every)));
  const places = new Places();
  const at = {
    shift: places.doubles(shift.length),
    rows: places.doubles(staged * columns),
    targets: target ? places.doubles(staged) : 0,
    weights: weights ? places.doubles(staged) : 0,
    block: places.doubles(block * width),
    products: places.doubles(width * width),
  };
  const kernels = wasmKernels(places.bytes);
  if (!kernels) return undefined;
  const view = (address: number, count: number) => new Float64Array(kernels.memory.buffer, address, count);
  view(at.shift, shift.length).set(shift);
  const products = view(at.products, width * width).fill(0);
  const stage = view(at.rows, staged * columns);
  for (let from = 0; from < rows; from += staged * every) {
    const count = Math.min(staged, Math.ceil((rows - from) / every));
    stageRows(matrix, from, count, every, stage);
    if (target) stageNumbers(target, from, count, every, view(at.targets, count));
    if (weights) stageNumbers(weights, from, count, every, view(at.weights, count));
    kernels.addMoments(at.rows, count, columns, at.shift, at.targets, at.weights, at.block, width, at.products);
  }
  return moved(products, width, shift, options.centred);
}

function stageRows({ columns, data }: DenseMatrix, from: number, count: number, every: number, stage: Float64Array) {
  if (every === 1) return stage.set(data.subarray(from * columns, (from + count) * columns));
  for (let i = 0, row = from; i < count; i++, row += every)
    stage.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
}

function stageNumbers(numbers: ArrayLike<number>, from: number, count: number, every: number, stage: Float64Array) {
  for (let i = 0, row = from; i < count; i++, row += every) stage[i] = numbers[row]!;
}

/** Products about `shift`, with the sums behind them in the column of ones, to products about the means. */
function moved(padded: Float64Array, stride: number, shift: Float64Array, centred: boolean): Moments {
  const width = shift.length;
  const total = padded[width * stride + width]!;
  const means = new Float64Array(width);
  const products = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    const off = centred ? padded[a * stride + width]! / total : 0;
    means[a] = shift[a]! + off;
    for (let b = a; b < width; b++)
      products[a * width + b] = padded[a * stride + b]! - off * padded[b * stride + width]!;
  }
  mirror(products, width);
  return { total, means, products, width };
}
