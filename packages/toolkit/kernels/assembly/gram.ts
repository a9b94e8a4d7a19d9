// F'F of rows: products of columns with columns, in tiles of registers. T, f64 or f32, is the type of the numbers and of
// their sums over the rows at hand; what these are added to is f64. Rows are padded to whole tiles: T is eight bytes and
// the width a multiple of four, or four bytes and a multiple of eight.

/** Adds the products of `count` rows to the tiles on and above the diagonal of the width x width `products`. */
export function addProducts<T>(rows: usize, count: i32, width: i32, products: usize): void {
  for (let a = 0; a < width; a += 4) addStrip<T>(rows, count, width, a, products);
}

/** Those of the four columns from `a` only. */
export function addStrip<T>(rows: usize, count: i32, width: i32, a: i32, products: usize): void {
  const columns = 32 / <i32>sizeof<T>();
  for (let b = a & -columns; b < width; b += columns) addTile<T>(rows, count, width, a, b, products);
}

/** The sums of a tile, four columns by 32 bytes, stay in eight registers over all rows. */
function addTile<T>(rows: usize, count: i32, width: i32, a: i32, b: i32, products: usize): void {
  const size = sizeof<T>(), stride = <usize>width * size;
  let left = rows + <usize>a * size, right = rows + <usize>b * size;
  const end = left + <usize>count * stride;
  let s00 = v128.splat<T>(<T>0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  while (left < end) {
    const x = v128.load(right), y = v128.load(right, 16);
    let by = v128.load_splat<T>(left);
    s00 = v128.add<T>(s00, v128.mul<T>(by, x));
    s01 = v128.add<T>(s01, v128.mul<T>(by, y));
    by = v128.load_splat<T>(left + size);
    s10 = v128.add<T>(s10, v128.mul<T>(by, x));
    s11 = v128.add<T>(s11, v128.mul<T>(by, y));
    by = v128.load_splat<T>(left + 2 * size);
    s20 = v128.add<T>(s20, v128.mul<T>(by, x));
    s21 = v128.add<T>(s21, v128.mul<T>(by, y));
    by = v128.load_splat<T>(left + 3 * size);
    s30 = v128.add<T>(s30, v128.mul<T>(by, x));
    s31 = v128.add<T>(s31, v128.mul<T>(by, y));
    left += stride;
    right += stride;
  }
  const line = <usize>width << 3, to = products + <usize>a * line + (<usize>b << 3);
  addLine<T>(to, s00, s01);
  addLine<T>(to + line, s10, s11);
  addLine<T>(to + 2 * line, s20, s21);
  addLine<T>(to + 3 * line, s30, s31);
}

@inline function addLine<T>(to: usize, x: v128, y: v128): void {
  addRegister<T>(to, x);
  addRegister<T>(to + (sizeof<T>() == 8 ? 16 : 32), y);
}
@inline function addRegister<T>(to: usize, x: v128): void {
  if (sizeof<T>() == 8) return addPair(to, x);
  addPair(to, f64x2.promote_low_f32x4(x));
  addPair(to + 16, f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3)));
}
@inline function addPair(to: usize, x: v128): void {
  v128.store(to, f64x2.add(v128.load(to), x));
}
