// Products and distances of rows with a panel: four vectors, number by number side by side, so that the lanes belong to
// different vectors.

/** `out[row * stride + v] = row · vector v`. Rows are taken by four, also past `count`; `stride` in numbers. */
export function timesPanel(rows: usize, count: i32, length: i32, panel: usize, out: usize, stride: i32): void {
  for (let row = 0; row < count; row += 4) fourRows(false, rows, row, length, panel, out, stride);
}
/** The Euclidean distances likewise. */
export function distancesToPanel(rows: usize, count: i32, length: i32, panel: usize, out: usize, stride: i32): void {
  for (let row = 0; row < count; row += 4) fourRows(true, rows, row, length, panel, out, stride);
}

/** Adds the product, or the square of the difference. */
@inline function add(apart: bool, sum: v128, a: v128, b: v128): v128 {
  const difference = f64x2.sub(a, b);
  return f64x2.add(sum, apart ? f64x2.mul(difference, difference) : f64x2.mul(a, b));
}
@inline function put(apart: bool, at: usize, x: v128, y: v128): void {
  v128.store(at, apart ? f64x2.sqrt(x) : x);
  v128.store(at, apart ? f64x2.sqrt(y) : y, 16);
}

/** Inlined twice, with `apart` constant. */
@inline function fourRows(apart: bool, rows: usize, row: i32, length: i32, panel: usize, out: usize, stride: i32): void {
  const bytes = <usize>length << 3, step = <usize>stride << 3;
  const a = rows + <usize>row * bytes, b = a + bytes, c = b + bytes, d = c + bytes;
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (let at: usize = 0, from = panel; at < bytes; at += 8, from += 32) {
    const x = v128.load(from), y = v128.load(from, 16);
    let own = v128.load_splat<f64>(a + at);
    a0 = add(apart, a0, own, x);
    a1 = add(apart, a1, own, y);
    own = v128.load_splat<f64>(b + at);
    b0 = add(apart, b0, own, x);
    b1 = add(apart, b1, own, y);
    own = v128.load_splat<f64>(c + at);
    c0 = add(apart, c0, own, x);
    c1 = add(apart, c1, own, y);
    own = v128.load_splat<f64>(d + at);
    d0 = add(apart, d0, own, x);
    d1 = add(apart, d1, own, y);
  }
  const to = out + <usize>row * step;
  put(apart, to, a0, a1);
  put(apart, to + step, b0, b1);
  put(apart, to + 2 * step, c0, c1);
  put(apart, to + 3 * step, d0, d1);
}
