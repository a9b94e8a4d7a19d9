// Conjugate gradients for one row of ratings after the other, all in float32. Vectors are `bytes` long, a multiple of 32.

/** A residual this small is rounding. */
const SMALL: f32 = 1e-20;

/**
 * Betters `count` rows of factors at `x` by so many steps on (G + Y'VY) x = Y'(1 + V), where G is `gram` and the rows of
 * Y are those of `y` that the row has rated, V the sureness that its ratings add. Row r has ratings offsets[r] to
 * offsets[r + 1] of `indices` and `sureness`. Rows without ratings become zeros. `scratch` has room for three vectors.
 */
export function solve(
  x: usize, count: i32, offsets: usize, indices: usize, sureness: usize, y: usize, gram: usize, width: i32, steps: i32,
  scratch: usize,
): void {
  const bytes = <usize>width << 2;
  for (let row = 0; row < count; row++) {
    const from = <usize>load<u32>(offsets) << 2, to = <usize>load<u32>(offsets, 4) << 2;
    if (from == to) memory.fill(x, 0, bytes);
    else solveRow(x, indices + from, indices + to, sureness + from, y, gram, bytes, steps, scratch);
    x += bytes;
    offsets += 4;
  }
}

function solveRow(
  x: usize, indices: usize, end: usize, sureness: usize, y: usize, gram: usize, bytes: usize, steps: i32, scratch: usize,
): void {
  const residual = scratch, direction = scratch + bytes, image = direction + bytes;
  apply(x, residual, indices, end, sureness, y, gram, bytes, 1, -1);
  memory.copy(direction, residual, bytes);
  let square = dot(residual, residual, bytes);
  for (let step = 0; step < steps && square >= SMALL; step++) {
    apply(direction, image, indices, end, sureness, y, gram, bytes, 0, 1);
    const length = square / dot(direction, image, bytes);
    addScaled(x, direction, length, bytes);
    addScaled(residual, image, -length, bytes);
    const next = dot(residual, residual, bytes);
    advance(direction, residual, next / square, bytes);
    square = next;
  }
}

/** `out = constant Y'(1 + V) + sign (G + Y'VY) p`: the residual at p for 1 and -1, the image of p for 0 and 1. */
function apply(
  p: usize, out: usize, indices: usize, end: usize, sureness: usize, y: usize, gram: usize, bytes: usize, constant: f32,
  sign: f32,
): void {
  timesGram(p, out, gram, bytes, sign);
  const base = f32x4.splat(constant), signs = f32x4.splat(sign);
  for (; indices + 16 <= end; indices += 16, sureness += 16) {
    const a = y + <usize>load<u32>(indices) * bytes, b = y + <usize>load<u32>(indices, 4) * bytes;
    const c = y + <usize>load<u32>(indices, 8) * bytes, d = y + <usize>load<u32>(indices, 12) * bytes;
    const v = v128.load(sureness);
    const along = f32x4.mul(signs, f32x4.mul(v, dots(p, a, b, c, d, bytes)));
    addFour(out, a, b, c, d, f32x4.add(f32x4.add(base, f32x4.mul(base, v)), along), bytes);
  }
  for (; indices < end; indices += 4, sureness += 4) {
    const a = y + <usize>load<u32>(indices) * bytes, v = load<f32>(sureness);
    addScaled(out, a, constant + constant * v + sign * v * dot(p, a, bytes), bytes);
  }
}

/** `out = sign G p`, four rows of G at a time: it is symmetric. */
function timesGram(p: usize, out: usize, gram: usize, bytes: usize, sign: f32): void {
  memory.fill(out, 0, bytes);
  const signs = f32x4.splat(sign);
  for (let at: usize = 0; at < bytes; at += 16) {
    addFour(out, gram, gram + bytes, gram + 2 * bytes, gram + 3 * bytes, f32x4.mul(signs, v128.load(p + at)), bytes);
    gram += 4 * bytes;
  }
}

@inline function dots(p: usize, a: usize, b: usize, c: usize, d: usize, bytes: usize): v128 {
  let s = f32x4.splat(0), t = s, u = s, v = s;
  for (const last = p + bytes; p < last; p += 32, a += 32, b += 32, c += 32, d += 32) {
    const x = v128.load(p), y = v128.load(p, 16);
    s = f32x4.add(s, f32x4.add(f32x4.mul(x, v128.load(a)), f32x4.mul(y, v128.load(a, 16))));
    t = f32x4.add(t, f32x4.add(f32x4.mul(x, v128.load(b)), f32x4.mul(y, v128.load(b, 16))));
    u = f32x4.add(u, f32x4.add(f32x4.mul(x, v128.load(c)), f32x4.mul(y, v128.load(c, 16))));
    v = f32x4.add(v, f32x4.add(f32x4.mul(x, v128.load(d)), f32x4.mul(y, v128.load(d, 16))));
  }
  const st = f32x4.add(v128.shuffle<f32>(s, t, 0, 4, 1, 5), v128.shuffle<f32>(s, t, 2, 6, 3, 7));
  const uv = f32x4.add(v128.shuffle<f32>(u, v, 0, 4, 1, 5), v128.shuffle<f32>(u, v, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(st, uv, 0, 1, 4, 5), v128.shuffle<f32>(st, uv, 2, 3, 6, 7));
}

@inline function addFour(out: usize, a: usize, b: usize, c: usize, d: usize, by: v128, bytes: usize): void {
  const s = v128.shuffle<f32>(by, by, 0, 0, 0, 0), t = v128.shuffle<f32>(by, by, 1, 1, 1, 1);
  const u = v128.shuffle<f32>(by, by, 2, 2, 2, 2), v = v128.shuffle<f32>(by, by, 3, 3, 3, 3);
  for (const last = out + bytes; out < last; out += 32, a += 32, b += 32, c += 32, d += 32) {
    let ab = f32x4.add(f32x4.mul(s, v128.load(a)), f32x4.mul(t, v128.load(b)));
    let cd = f32x4.add(f32x4.mul(u, v128.load(c)), f32x4.mul(v, v128.load(d)));
    v128.store(out, f32x4.add(v128.load(out), f32x4.add(ab, cd)));
    ab = f32x4.add(f32x4.mul(s, v128.load(a, 16)), f32x4.mul(t, v128.load(b, 16)));
    cd = f32x4.add(f32x4.mul(u, v128.load(c, 16)), f32x4.mul(v, v128.load(d, 16)));
    v128.store(out, f32x4.add(v128.load(out, 16), f32x4.add(ab, cd)), 16);
  }
}

function addScaled(to: usize, from: usize, by: f32, bytes: usize): void {
  const factor = f32x4.splat(by);
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(factor, v128.load(from + at))));
}

/** `to = from + by * to` */
function advance(to: usize, from: usize, by: f32, bytes: usize): void {
  const factor = f32x4.splat(by);
  for (let at: usize = 0; at < bytes; at += 16)
    v128.store(to + at, f32x4.add(v128.load(from + at), f32x4.mul(factor, v128.load(to + at))));
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let s = f32x4.splat(0), t = s;
  for (let at: usize = 0; at < bytes; at += 32) {
    s = f32x4.add(s, f32x4.mul(v128.load(a + at), v128.load(b + at)));
    t = f32x4.add(t, f32x4.mul(v128.load(a + at, 16), v128.load(b + at, 16)));
  }
  s = f32x4.add(s, t);
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3);
}
