// F'F of rows of float32. Sums of a few rows are float32, those over all rows float64.

/** Rows whose sums stay float32. */
const BLOCK: i32 = 128;

/** Adds the products of `count` rows to the tiles on and above the diagonal of the width x width doubles at `gram`. */
export function addGram(rows: usize, count: i32, width: i32, gram: usize): void {
  const stride = <usize>width << 2;
  for (let from = 0; from < count; from += BLOCK) {
    const start = rows + <usize>from * stride, end = start + <usize>min(BLOCK, count - from) * stride;
    for (let a = 0; a < width; a += 4) {
      for (let b = a & ~7; b < width; b += 8) addTile(start, end, stride, a, b, gram + (<usize>(a * width + b) << 3));
    }
  }
}

/** Four columns by eight. */
function addTile(row: usize, end: usize, stride: usize, a: i32, b: i32, to: usize): void {
  let left = row + (<usize>a << 2), right = row + (<usize>b << 2);
  const last = end + (<usize>a << 2);
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  while (left < last) {
    const x = v128.load(right), y = v128.load(right, 16);
    let by = v128.load_splat<f32>(left);
    s00 = f32x4.add(s00, f32x4.mul(by, x));
    s01 = f32x4.add(s01, f32x4.mul(by, y));
    by = v128.load_splat<f32>(left, 4);
    s10 = f32x4.add(s10, f32x4.mul(by, x));
    s11 = f32x4.add(s11, f32x4.mul(by, y));
    by = v128.load_splat<f32>(left, 8);
    s20 = f32x4.add(s20, f32x4.mul(by, x));
    s21 = f32x4.add(s21, f32x4.mul(by, y));
    by = v128.load_splat<f32>(left, 12);
    s30 = f32x4.add(s30, f32x4.mul(by, x));
    s31 = f32x4.add(s31, f32x4.mul(by, y));
    left += stride;
    right += stride;
  }
  const line = stride << 1;
  addEight(to, s00, s01);
  addEight(to + line, s10, s11);
  addEight(to + 2 * line, s20, s21);
  addEight(to + 3 * line, s30, s31);
}

@inline function addEight(to: usize, x: v128, y: v128): void {
  addFour(to, x);
  addFour(to + 32, y);
}
@inline function addFour(to: usize, x: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(x)));
  const high = v128.shuffle<i32>(x, x, 2, 3, 2, 3);
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
}
