import { CONTROL, Places } from "@tandem/toolkit-kernels";

export interface Shape {
  readonly users: number;
  readonly items: number;
  readonly ratings: number;
  readonly width: number;
  readonly threads: number;
}

/** One side's factors, and its ratings of the other side row by row: what it rates and how much sureness that adds. */
export interface Side {
  readonly rows: number;
  readonly factors: number;
  readonly offsets: number;
  readonly indices: number;
  readonly sureness: number;
}

/** Where things lie in the kernels' memory, in bytes. Factors have rows of `padded` numbers, zeros behind the first ones. */
export interface Layout {
  /** Where the threads agree on jobs. */
  readonly context: number;
  readonly threads: number;
  readonly width: number;
  readonly padded: number;
  readonly ratings: number;
  readonly users: Side;
  readonly items: Side;
  /** Products of the factors: float64 sums, then float32. */
  readonly sums: number;
  readonly gram: number;
  /** Three vectors and some space between for each thread. */
  readonly scratch: number;
  readonly bytes: number;
}

export function layoutOf({ users, items, ratings, width, threads }: Shape): Layout {
  const padded = Math.ceil(width / 8) * 8;
  const places = new Places();
  const side = (rows: number): Side => ({
    rows,
    factors: places.take(rows * padded * 4),
    offsets: places.take((rows + 1) * 4),
    indices: places.take(ratings * 4),
    sureness: places.take(ratings * 4),
  });
  const parts = {
    context: places.take(CONTROL.bytes),
    sums: places.take(padded * padded * 8),
    gram: places.take(padded * padded * 4),
    scratch: places.take(threads * padded * 16),
    users: side(users),
    items: side(items),
  };
  return { ...parts, threads, width, padded, ratings, bytes: places.bytes };
}
