import { TandemError, type DenseMatrix } from "@tandem/core";
import type { KernelKind } from "./kernels/wasm.ts";
import { wasmPairs } from "./wasm-products.ts";

export interface ProductOptions {
  /** "plain" is TypeScript. Default: WebAssembly where it runs. They agree up to rounding. */
  readonly kernels?: KernelKind;
}

/** Vectors that each row is paired with: number k of vector v at `v * across + k * along` of `data`. */
export interface Vectors {
  readonly data: Float64Array;
  readonly count: number;
  readonly length: number;
  readonly across: number;
  readonly along: number;
}

/** The matrix product; columns are named as the right side's. @throws TandemError `matrix/malformed` where sizes disagree. */
export function multiply(left: DenseMatrix, right: DenseMatrix, options: ProductOptions = {}): DenseMatrix {
  if (left.columns !== right.rows)
    throw malformed(`${left.columns} columns cannot be multiplied with ${right.rows} rows; they must be as many`);
  const { data, rows: length, columns: count, names } = right;
  const product = pairs(left, { data, count, length, across: 1, along: count }, false, options);
  return { rows: left.rows, columns: count, data: product, ...(names ? { names } : {}) };
}

/**
 * Euclidean distances: of row i of `from` to row j of `to` at row i, column j. Differences are squared one by one, so
 * that near rows far from zero lose no digits. @throws TandemError `matrix/malformed` where widths disagree.
 */
export function distances(from: DenseMatrix, to: DenseMatrix, options: ProductOptions = {}): DenseMatrix {
  if (from.columns !== to.columns)
    throw malformed(`rows of ${from.columns} columns have no distance to rows of ${to.columns}; they must be as many`);
  const { data, rows: count, columns: length } = to;
  return {
    rows: from.rows,
    columns: count,
    data: pairs(from, { data, count, length, across: length, along: 1 }, true, options),
  };
}

function pairs(rows: DenseMatrix, vectors: Vectors, apart: boolean, { kernels }: ProductOptions): Float64Array {
  if (rows.data.length !== rows.rows * rows.columns || vectors.data.length !== vectors.count * vectors.length)
    throw malformed("a matrix has more or fewer values than rows times columns");
  return (kernels === "plain" ? undefined : wasmPairs(rows, vectors, apart)) ?? plainPairs(rows, vectors, apart);
}

function plainPairs(
  { rows, data }: DenseMatrix,
  { data: others, count, length, across, along }: Vectors,
  apart: boolean,
) {
  const out = new Float64Array(rows * count);
  const vector = new Float64Array(length);
  for (let v = 0; v < count; v++) {
    for (let k = 0; k < length; k++) vector[k] = others[v * across + k * along]!;
    for (let row = 0; row < rows; row++)
      out[row * count + v] = apart ? distance(data, row * length, vector) : product(data, row * length, vector);
  }
  return out;
}

function product(data: Float64Array, start: number, vector: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += data[start + k]! * vector[k]!;
  return sum;
}
function distance(data: Float64Array, start: number, vector: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += (data[start + k]! - vector[k]!) ** 2;
  return Math.sqrt(sum);
}
function malformed(reason: string): TandemError {
  return new TandemError("matrix/malformed", { reason });
}
