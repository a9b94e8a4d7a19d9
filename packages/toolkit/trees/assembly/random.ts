// A sequence of whole numbers from a seed: a counter through a 32-bit finaliser.
let state: u32 = 0;

export function seedDraws(seed: u32): void {
  state = seed;
}

/** Uniform in [0, most). */
export function draw(most: i32): i32 {
  state += 0x9e3779b9;
  let z = state;
  z = (z ^ (z >> 16)) * 0x21f0aaad;
  z = (z ^ (z >> 15)) * 0x735a2d97;
  return <i32>((<u64>(z ^ (z >> 15)) * <u64>most) >> 32);
}
