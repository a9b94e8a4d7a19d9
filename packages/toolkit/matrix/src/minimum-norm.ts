import { isSparse, type DenseMatrix, type Run, type SparseMatrix } from "@tandem/core";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { TrainingData } from "./training-data.ts";

const BLOCK = 256;

/**
 * The least-squares solution of least norm, to full precision also where columns are collinear: the rows are reduced to
 * one triangle by Householder reflections, block after block, and the triangle is inverted by its singular values.
 * Those below machine epsilon times the larger side count as zero, as in numpy.linalg.lstsq.
 */
export function minimumNorm(
  { features, labels, weights }: TrainingData<number>,
  means: Float64Array,
  alpha: number,
  run: Run,
): Float64Array {
  const { rows, columns } = features;
  const width = columns + 1;
  const stack = new Float64Array((width + Math.max(BLOCK, columns)) * width);
  const fill = isSparse(features) ? fillSparse(features) : fillDense(features);
  if (alpha > 0) reduce(stack, width, penaltyRows(stack, width, alpha));
  for (let from = 0; from < rows; from += BLOCK) {
    run.signal.throwIfAborted();
    const height = Math.min(BLOCK, rows - from);
    for (let i = 0; i < height; i++) {
      const at = (width + i) * width;
      fill(from + i, stack.subarray(at, at + columns));
      stack[at + columns] = labels[from + i]!;
      for (let j = 0; j < width; j++) stack[at + j]! -= means[j]!;
      if (weights) for (let j = 0; j < width; j++) stack[at + j]! *= Math.sqrt(weights[from + i]!);
    }
    reduce(stack, width, height);
  }
  return invert(stack, columns, rows);
}

function penaltyRows(stack: Float64Array, width: number, alpha: number): number {
  for (let j = 0; j < width - 1; j++) stack[(width + j) * width + j] = Math.sqrt(alpha);
  return width - 1;
}

function fillDense({ data, columns }: DenseMatrix) {
  return (row: number, into: Float64Array) => into.set(data.subarray(row * columns, (row + 1) * columns));
}
function fillSparse({ offsets, indices, values }: SparseMatrix) {
  return (row: number, into: Float64Array) => {
    into.fill(0);
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) into[indices[i]!] = values[i]!;
  };
}

/** Reflects the block under the triangle into it and leaves zeros. */
function reduce(stack: Float64Array, width: number, height: number): void {
  const end = (width + height) * width;
  const below = width * width;
  const sums = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    let square = 0;
    for (let at = below + k; at < end; at += width) square += stack[at]! ** 2;
    if (square === 0) continue;
    const pivot = stack[k * width + k]!;
    const norm = Math.sqrt(pivot * pivot + square);
    const head = pivot > 0 ? pivot + norm : pivot - norm;
    const beta = 2 / (head * head + square);
    for (let j = k; j < width; j++) sums[j] = head * stack[k * width + j]!;
    for (let at = below; at < end; at += width) addRow(sums, stack, at, k, width, stack[at + k]!);
    for (let j = k; j < width; j++) stack[k * width + j]! -= beta * head * sums[j]!;
    for (let at = below; at < end; at += width) takeRow(sums, stack, at, k, width, beta * stack[at + k]!);
  }
  stack.fill(0, below, end);
}

function addRow(sums: Float64Array, stack: Float64Array, at: number, from: number, width: number, by: number): void {
  for (let j = from; j < width; j++) sums[j]! += by * stack[at + j]!;
}
function takeRow(sums: Float64Array, stack: Float64Array, at: number, from: number, width: number, by: number): void {
  for (let j = from; j < width; j++) stack[at + j]! -= by * sums[j]!;
}

function invert(stack: Float64Array, columns: number, rows: number): Float64Array {
  const width = columns + 1;
  const triangle = new Matrix(columns, columns);
  for (let i = 0; i < columns; i++) for (let j = i; j < columns; j++) triangle.set(i, j, stack[i * width + j]!);
  const svd = new SingularValueDecomposition(triangle);
  const values = svd.diagonal;
  const least = Number.EPSILON * Math.max(rows, columns) * Math.max(...values);
  const solution = new Float64Array(columns);
  for (let k = 0; k < values.length; k++) {
    if (!(values[k]! > least)) continue;
    let along = 0;
    for (let i = 0; i < columns; i++) along += svd.leftSingularVectors.get(i, k) * stack[i * width + columns]!;
    for (let j = 0; j < columns; j++) solution[j]! += (svd.rightSingularVectors.get(j, k) * along) / values[k]!;
  }
  return solution;
}
