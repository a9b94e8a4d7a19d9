import type { DenseMatrix } from "@tandem/core";
import { mirror } from "./mirror.ts";
import type { MomentOptions, Moments } from "./moments.ts";

/** Two passes: the means, then products of the centred rows, so that a large mean costs no digits. */
export function denseMoments(matrix: DenseMatrix, options: MomentOptions): Moments {
  const width = matrix.columns + (options.target ? 1 : 0);
  const { means, total } = columnMeans(matrix, width, options);
  if (!options.centred) means.fill(0);
  const products = new Float64Array(width * width);
  const block = new Float64Array(4 * width);
  const step = options.every ?? 1;
  for (let row = 0; row < matrix.rows; row += 4 * step) {
    fillBlock(matrix, row, step, means, options, block, width);
    addProducts(block, width, products);
  }
  mirror(products, width);
  return { total, means, products, width };
}

function columnMeans(
  { rows, columns, data }: DenseMatrix,
  width: number,
  { target, weights, every: step = 1 }: MomentOptions,
) {
  const means = new Float64Array(width);
  let total = 0;
  let row = 0;
  if (!weights)
    for (; row + 3 * step < rows; row += 4 * step) addRows(data, row * columns, step * columns, columns, means);
  for (; row < rows; row += step) addRow(data, row * columns, columns, weights ? weights[row]! : 1, means);
  for (row = 0; row < rows; row += step) {
    const weight = weights ? weights[row]! : 1;
    total += weight;
    if (target) means[columns]! += weight * target[row]!;
  }
  for (let j = 0; j < width; j++) means[j]! /= total;
  return { means, total };
}

function addRow(data: Float64Array, start: number, columns: number, weight: number, sums: Float64Array): void {
  for (let j = 0; j < columns; j++) sums[j]! += weight * data[start + j]!;
}

function addRows(data: Float64Array, start: number, stride: number, columns: number, sums: Float64Array): void {
  const start1 = start + stride;
  const start2 = start1 + stride;
  const start3 = start2 + stride;
  for (let j = 0; j < columns; j++)
    sums[j]! += data[start + j]! + data[start1 + j]! + data[start2 + j]! + data[start3 + j]!;
}

/** Four rows from `row`, centred and times the roots of their weights, the target behind each; zeros past the end. */
function fillBlock(
  { rows, columns, data }: DenseMatrix,
  row: number,
  step: number,
  means: Float64Array,
  { target, weights }: MomentOptions,
  block: Float64Array,
  width: number,
): void {
  const count = Math.min(4, Math.ceil((rows - row) / step));
  if (count === 4) copyFour(data, row * columns, step * columns, columns, means, block, width);
  else {
    block.fill(0);
    for (let i = 0; i < count; i++) copyOne(data, (row + i * step) * columns, columns, means, block, i * width);
  }
  for (let i = 0; i < count; i++) {
    if (target) block[i * width + columns] = target[row + i * step]! - means[columns]!;
    if (weights) scale(block, i * width, width, Math.sqrt(weights[row + i * step]!));
  }
}

function copyFour(
  data: Float64Array,
  start: number,
  stride: number,
  columns: number,
  means: Float64Array,
  block: Float64Array,
  width: number,
): void {
  const start1 = start + stride;
  const start2 = start1 + stride;
  const start3 = start2 + stride;
  for (let j = 0; j < columns; j++) {
    const mean = means[j]!;
    block[j] = data[start + j]! - mean;
    block[width + j] = data[start1 + j]! - mean;
    block[2 * width + j] = data[start2 + j]! - mean;
    block[3 * width + j] = data[start3 + j]! - mean;
  }
}

function copyOne(
  data: Float64Array,
  start: number,
  columns: number,
  means: Float64Array,
  block: Float64Array,
  at: number,
): void {
  for (let j = 0; j < columns; j++) block[at + j] = data[start + j]! - means[j]!;
}

function scale(block: Float64Array, at: number, width: number, by: number): void {
  for (let j = at; j < at + width; j++) block[j]! *= by;
}

/** Adds the products of four rows to the upper triangle, two of its rows at a time. */
function addProducts(block: Float64Array, width: number, products: Float64Array): void {
  const b1 = width;
  const b2 = 2 * width;
  const b3 = 3 * width;
  let a = 0;
  for (; a + 2 <= width; a += 2)
    addTwo(
      block,
      width,
      a,
      products,
      a * width,
      (a + 1) * width,
      block[a]!,
      block[b1 + a]!,
      block[b2 + a]!,
      block[b3 + a]!,
      block[a + 1]!,
      block[b1 + a + 1]!,
      block[b2 + a + 1]!,
      block[b3 + a + 1]!,
    );
  if (a < width)
    products[a * width + a]! += block[a]! ** 2 + block[b1 + a]! ** 2 + block[b2 + a]! ** 2 + block[b3 + a]! ** 2;
}

function addTwo(
  block: Float64Array,
  width: number,
  from: number,
  products: Float64Array,
  s: number,
  t: number,
  s0: number,
  s1: number,
  s2: number,
  s3: number,
  t0: number,
  t1: number,
  t2: number,
  t3: number,
): void {
  const b1 = width;
  const b2 = 2 * width;
  const b3 = 3 * width;
  for (let j = from; j < width; j++) {
    const x0 = block[j]!;
    const x1 = block[b1 + j]!;
    const x2 = block[b2 + j]!;
    const x3 = block[b3 + j]!;
    products[s + j]! += s0 * x0 + s1 * x1 + s2 * x2 + s3 * x3;
    products[t + j]! += t0 * x0 + t1 * x1 + t2 * x2 + t3 * x3;
  }
}
