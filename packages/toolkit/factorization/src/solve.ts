import type { SparseMatrix } from "@tandem/core";
import { gramOf } from "./factors.ts";

/** A residual this small is rounding. */
const SMALL = 1e-20;

/**
 * Betters the factors `x` of the rows of `ratings` given those of its columns by conjugate gradients on the normal
 * equations of Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets" (2008):
 * (Y'Y + reg I + Y'(C - I)Y) x = Y'C 1, where C is 1 + weight * rating. Rows without ratings become zeros.
 */
export class RowSolver {
  readonly #width: number;
  readonly #weight: number;
  readonly #regularization: number;
  readonly #residual: Float64Array;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;
  readonly #point: Float64Array;

  constructor({ width, weight, regularization }: { width: number; weight: number; regularization: number }) {
    this.#width = width;
    this.#weight = weight;
    this.#regularization = regularization;
    [this.#residual, this.#direction, this.#image, this.#point] = Array.from(
      { length: 4 },
      () => new Float64Array(width),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  }

  /** `gram` is {@link gramOf} of `y`, where that is known. */
  solve(
    ratings: SparseMatrix,
    x: Float32Array,
    y: Float32Array,
    steps: number,
    gram = gramOf(y, this.#width, this.#regularization),
  ): void {
    for (let row = 0; row < ratings.rows; row++) this.#solveRow(ratings, row, x, y, gram, steps);
  }

  #solveRow(ratings: SparseMatrix, row: number, x: Float32Array, y: Float32Array, gram: Float64Array, steps: number) {
    const width = this.#width;
    const own = x.subarray(row * width, (row + 1) * width);
    if (ratings.offsets[row] === ratings.offsets[row + 1]) return void own.fill(0);
    const [residual, direction, image, point] = [this.#residual, this.#direction, this.#image, this.#point];
    point.set(own);
    this.#apply(ratings, row, y, gram, point, image);
    residual.fill(0);
    for (let at = ratings.offsets[row]!; at < ratings.offsets[row + 1]!; at++)
      addScaled(residual, 1 + this.#weight * ratings.values[at]!, y, ratings.indices[at]! * width);
    for (let i = 0; i < width; i++) direction[i] = residual[i]! -= image[i]!;
    let square = dot(residual, residual);
    for (let step = 0; step < steps && square >= SMALL; step++) {
      this.#apply(ratings, row, y, gram, direction, image);
      const length = square / dot(direction, image);
      for (let i = 0; i < width; i++) {
        point[i]! += length * direction[i]!;
        residual[i]! -= length * image[i]!;
      }
      const next = dot(residual, residual);
      for (let i = 0; i < width; i++) direction[i] = residual[i]! + (next / square) * direction[i]!;
      square = next;
    }
    own.set(point);
  }

  /** The matrix of the normal equations times a vector. */
  #apply(ratings: SparseMatrix, row: number, y: Float32Array, gram: Float64Array, by: Float64Array, out: Float64Array) {
    const width = this.#width;
    for (let i = 0, at = 0; i < width; i++) {
      let sum = 0;
      for (let j = 0; j < width; j++, at++) sum += gram[at]! * by[j]!;
      out[i] = sum;
    }
    for (let at = ratings.offsets[row]!; at < ratings.offsets[row + 1]!; at++) {
      const start = ratings.indices[at]! * width;
      let product = 0;
      for (let i = 0; i < width; i++) product += y[start + i]! * by[i]!;
      addScaled(out, this.#weight * ratings.values[at]! * product, y, start);
    }
  }
}

function addScaled(to: Float64Array, scale: number, from: Float32Array, start: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += scale * from[start + i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
