/** A whole number in [0, most). */
export type Draw = (most: number) => number;

/** Twin of assembly/random.ts. */
export function drawsFrom(seed: number): Draw {
  let state = seed | 0;
  return (most) => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return Math.floor((((z ^ (z >>> 15)) >>> 0) * most) / 2 ** 32);
  };
}
