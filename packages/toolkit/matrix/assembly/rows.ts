// Products of a block of rows with a vector, from either side, four rows at a time.

@inline function sum(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}
/** The sums of the lanes of each. */
@inline function sums(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** `scores[row * stride] = intercept + row · weights`; `stride` in numbers. */
export function scoreRows(
  rows: usize, count: i32, columns: i32, weights: usize, intercept: f64, scores: usize, stride: i32,
): void {
  const length = <usize>columns << 3, step = <usize>stride << 3;
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    scoreFour(rows, columns, weights, intercept, scores, step);
    rows += 4 * length;
    scores += 4 * step;
  }
  for (; row < count; row++) {
    let score = intercept;
    for (let at: usize = 0; at < length; at += 8) score += load<f64>(rows + at) * load<f64>(weights + at);
    store<f64>(scores, score);
    rows += length;
    scores += step;
  }
}

function scoreFour(rows: usize, columns: i32, weights: usize, intercept: f64, scores: usize, step: usize): void {
  const length = <usize>columns << 3, paired = <usize>(columns & ~1) << 3;
  const rows1 = rows + length, rows2 = rows1 + length, rows3 = rows2 + length;
  let a = f64x2.splat(0), b = a, c = a, d = a;
  for (let at: usize = 0; at < paired; at += 16) {
    const w = v128.load(weights + at);
    a = f64x2.add(a, f64x2.mul(w, v128.load(rows + at)));
    b = f64x2.add(b, f64x2.mul(w, v128.load(rows1 + at)));
    c = f64x2.add(c, f64x2.mul(w, v128.load(rows2 + at)));
    d = f64x2.add(d, f64x2.mul(w, v128.load(rows3 + at)));
  }
  const start = f64x2.splat(intercept);
  let ab = f64x2.add(start, sums(a, b)), cd = f64x2.add(start, sums(c, d));
  if (paired < length) {
    const w = v128.load_splat<f64>(weights + paired);
    ab = f64x2.add(ab, f64x2.mul(w, f64x2(load<f64>(rows + paired), load<f64>(rows1 + paired))));
    cd = f64x2.add(cd, f64x2.mul(w, f64x2(load<f64>(rows2 + paired), load<f64>(rows3 + paired))));
  }
  store<f64>(scores, f64x2.extract_lane(ab, 0));
  store<f64>(scores + step, f64x2.extract_lane(ab, 1));
  store<f64>(scores + 2 * step, f64x2.extract_lane(cd, 0));
  store<f64>(scores + 3 * step, f64x2.extract_lane(cd, 1));
}

/** `into += sum of factors[row * stride] * row`; `stride` in numbers. */
export function addRows(rows: usize, count: i32, columns: i32, factors: usize, stride: i32, into: usize): void {
  const length = <usize>columns << 3, step = <usize>stride << 3;
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    addFour(rows, columns, factors, step, into);
    rows += 4 * length;
    factors += 4 * step;
  }
  for (; row < count; row++) {
    const factor = load<f64>(factors);
    for (let at: usize = 0; at < length; at += 8) store<f64>(into + at, load<f64>(into + at) + factor * load<f64>(rows + at));
    rows += length;
    factors += step;
  }
}

function addFour(rows: usize, columns: i32, factors: usize, step: usize, into: usize): void {
  const length = <usize>columns << 3, paired = <usize>(columns & ~1) << 3;
  const rows1 = rows + length, rows2 = rows1 + length, rows3 = rows2 + length;
  const a = v128.load_splat<f64>(factors), b = v128.load_splat<f64>(factors + step);
  const c = v128.load_splat<f64>(factors + 2 * step), d = v128.load_splat<f64>(factors + 3 * step);
  for (let at: usize = 0; at < paired; at += 16) {
    const ab = f64x2.add(f64x2.mul(a, v128.load(rows + at)), f64x2.mul(b, v128.load(rows1 + at)));
    const cd = f64x2.add(f64x2.mul(c, v128.load(rows2 + at)), f64x2.mul(d, v128.load(rows3 + at)));
    v128.store(into + at, f64x2.add(v128.load(into + at), f64x2.add(ab, cd)));
  }
  if (paired == length) return;
  const ab = f64x2.mul(v128.shuffle<f64>(a, b, 0, 2), f64x2(load<f64>(rows + paired), load<f64>(rows1 + paired)));
  const cd = f64x2.mul(v128.shuffle<f64>(c, d, 0, 2), f64x2(load<f64>(rows2 + paired), load<f64>(rows3 + paired)));
  store<f64>(into + paired, load<f64>(into + paired) + sum(f64x2.add(ab, cd)));
}
