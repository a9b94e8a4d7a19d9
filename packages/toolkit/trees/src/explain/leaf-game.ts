import { quadrature } from "./quadrature.ts";

/** The way to a leaf, each feature on it once. */
export interface LeafPath {
  readonly features: readonly number[];
  /** For each feature the share of the training rows that pass all its splits on the way. */
  readonly shares: readonly number[];
  /** What the leaf adds to the score. */
  readonly value: number;
}

/**
 * A leaf as a game of the features on its path (Lundberg et al., "Consistent individualized feature attribution for tree
 * ensembles", 2018): a set S of known features is worth the leaf's value times, for each feature in S, 1 or 0 as the row
 * passes its splits, and for each other its share. The Shapley value of feature i is the mean over t in [0, 1] of what i
 * adds when every other feature is known with probability t (Owen's multilinear extension):
 *
 *     value (pass_i - share_i) integral of the product over j != i of (share_j (1 - t) + pass_j t)
 *
 * The integrand is a polynomial, so Gauss-Legendre quadrature is exact, and no term is negative, so nothing cancels.
 */
export class LeafGame {
  readonly width: number;
  readonly #value: number;
  readonly #points: number;
  readonly #weights: Float64Array;
  /** By point and feature: the factor of the product where the row passes. */
  readonly #passed: Float64Array;
  /** By point and feature: the factor where it does not. */
  readonly #failed: Float64Array;
  /** By point and feature: (pass - share) / factor where the row passes. */
  readonly #gain: Float64Array;
  /** By point: the same where it does not, for any feature. */
  readonly #loss: Float64Array;
  /** By feature: (pass - share) / factor at the point in work. */
  readonly #effects: Float64Array;

  constructor({ features, shares, value }: LeafPath) {
    const width = features.length;
    const { points, weights } = quadrature(Math.ceil(width / 2));
    this.width = width;
    this.#value = value;
    this.#points = points.length;
    this.#weights = weights;
    this.#passed = new Float64Array(points.length * width);
    this.#failed = new Float64Array(points.length * width);
    this.#gain = new Float64Array(points.length * width);
    this.#loss = points.map((t) => -1 / (1 - t));
    this.#effects = new Float64Array(width);
    points.forEach((t, q) =>
      shares.forEach((share, i) => {
        const passed = share + (1 - share) * t;
        this.#passed[q * width + i] = passed;
        this.#failed[q * width + i] = share * (1 - t);
        this.#gain[q * width + i] = (1 - share) / passed;
      }),
    );
  }

  /** Shapley values of the features for a row that passes where `pass` is 1, to `out[i * stride + at]`. */
  values(pass: Uint8Array, out: Float64Array, at: number, stride: number): void {
    const { width } = this;
    for (let i = 0; i < width; i++) out[at + i * stride] = 0;
    for (let q = 0; q < this.#points; q++) {
      const product = this.#product(pass, q);
      if (product === 0) continue;
      for (let i = 0; i < width; i++) out[at + i * stride]! += product * this.#effects[i]!;
    }
  }

  /** Shapley interaction values of the pairs (0, 0), (0, 1), ... (1, 1), (1, 2), ..., halved between (i, j) and (j, i). */
  interactions(pass: Uint8Array, out: Float64Array, at: number, stride: number): void {
    const { width } = this;
    for (let pair = 0; pair < (width * (width + 1)) / 2; pair++) out[at + pair * stride] = 0;
    for (let q = 0; q < this.#points; q++) {
      const product = this.#product(pass, q);
      const effects = this.#effects;
      const sum = effects.reduce((total, effect) => total + effect, 0);
      for (let i = 0, to = at; i < width; i++) {
        const own = product * effects[i]!;
        out[to]! += own - 0.5 * own * (sum - effects[i]!);
        to += stride;
        for (let j = i + 1; j < width; j++, to += stride) out[to]! += 0.5 * own * effects[j]!;
      }
    }
  }

  /** Value, weight and all factors at a point; leaves the effects of the features there. */
  #product(pass: Uint8Array, q: number): number {
    let product = this.#value * this.#weights[q]!;
    for (let i = 0, at = q * this.width; i < this.width; i++, at++) {
      const passes = pass[i] === 1;
      product *= passes ? this.#passed[at]! : this.#failed[at]!;
      this.#effects[i] = passes ? this.#gain[at]! : this.#loss[q]!;
    }
    return product;
  }
}
