// Sums of products of the columns of rows. Rows are first copied to a width that is a multiple of four, so that the
// products fill whole tiles.

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
    addProducts(block, height, width, products);
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

/** Adds the products of `count` rows to the tiles of four columns by four on and above the diagonal of `products`. */
function addProducts(rows: usize, count: i32, width: i32, products: usize): void {
  for (let a = 0; a < width; a += 4) {
    for (let b = a; b < width; b += 4) addTile(rows, count, width, a, b, products);
  }
}

/** The sums of a tile stay in eight registers of two numbers over all rows of the block. */
function addTile(rows: usize, count: i32, width: i32, a: i32, b: i32, products: usize): void {
  const stride = <usize>width << 3;
  let left = rows + (<usize>a << 3), right = rows + (<usize>b << 3);
  const end = left + <usize>count * stride;
  let s00 = f64x2.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  while (left < end) {
    const x = v128.load(right), y = v128.load(right, 16);
    let by = v128.load_splat<f64>(left);
    s00 = f64x2.add(s00, f64x2.mul(by, x));
    s01 = f64x2.add(s01, f64x2.mul(by, y));
    by = v128.load_splat<f64>(left, 8);
    s10 = f64x2.add(s10, f64x2.mul(by, x));
    s11 = f64x2.add(s11, f64x2.mul(by, y));
    by = v128.load_splat<f64>(left, 16);
    s20 = f64x2.add(s20, f64x2.mul(by, x));
    s21 = f64x2.add(s21, f64x2.mul(by, y));
    by = v128.load_splat<f64>(left, 24);
    s30 = f64x2.add(s30, f64x2.mul(by, x));
    s31 = f64x2.add(s31, f64x2.mul(by, y));
    left += stride;
    right += stride;
  }
  let to = products + (<usize>(a * width + b) << 3);
  addPairs(to, s00, s01);
  addPairs(to + stride, s10, s11);
  addPairs(to + 2 * stride, s20, s21);
  addPairs(to + 3 * stride, s30, s31);
}

@inline function addPairs(to: usize, x: v128, y: v128): void {
  v128.store(to, f64x2.add(v128.load(to), x));
  v128.store(to, f64x2.add(v128.load(to, 16), y), 16);
}
