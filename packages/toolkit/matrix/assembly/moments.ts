// Sums of products of the columns of rows. Rows are first copied to a width that is a multiple of four, so that the
// products fill whole tiles.
import { addProducts } from "@tandem/toolkit-kernels/assembly/gram";

/** Numbers of the rows that are multiplied together: they stay in the first-level cache. src/wasm-moments.ts knows it too. */
const CACHED: i32 = 2048;

/**
 * Adds the products of `count` rows, made as {@link centreRows} says, to the width x width upper triangle `products`.
 * `block` has room for CACHED numbers and for eight rows.
 */
export function addMoments(
  rows: usize, count: i32, columns: i32, shift: usize, targets: usize, weights: usize, block: usize, width: i32,
  products: usize,
): void {
  const most = max(8, CACHED / width);
  for (let from = 0; from < count; from += most) {
    const height = min(most, count - from), skip = <usize>from << 3;
    centreRows(
      rows + skip * columns, height, columns, shift, targets ? targets + skip : 0, weights ? weights + skip : 0, block, width,
    );
    addProducts<f64>(block, height, width, products);
  }
}

/**
 * Copies `count` rows less `shift`, times the roots of their weights where there are some. Behind each row stand its
 * target (where there are targets), a one, and zeros up to `width`: the products with the ones are the sums.
 */
function centreRows(
  rows: usize, count: i32, columns: i32, shift: usize, targets: usize, weights: usize, out: usize, width: i32,
): void {
  const pairs = columns & ~1;
  for (let row = 0; row < count; row++) {
    for (let j = 0; j < pairs; j += 2) {
      const at = <usize>j << 3;
      v128.store(out + at, f64x2.sub(v128.load(rows + at), v128.load(shift + at)));
    }
    let next = out + (<usize>columns << 3);
    if (pairs < columns) store<f64>(next - 8, load<f64>(rows + (<usize>pairs << 3)) - load<f64>(shift + (<usize>pairs << 3)));
    if (targets) {
      store<f64>(next, load<f64>(targets + (<usize>row << 3)) - load<f64>(shift + (<usize>columns << 3)));
      next += 8;
    }
    store<f64>(next, 1);
    next += 8;
    const end = out + (<usize>width << 3);
    for (let at = next; at < end; at += 8) store<f64>(at, 0);
    if (weights) scale(out, width, Math.sqrt(load<f64>(weights + (<usize>row << 3))));
    rows += <usize>columns << 3;
    out = end;
  }
}

function scale(row: usize, width: i32, by: f64): void {
  const factor = f64x2.splat(by);
  for (let j = 0; j < width; j += 2) {
    const at = row + (<usize>j << 3);
    v128.store(at, f64x2.mul(v128.load(at), factor));
  }
}
