import { MISSING_BIN, type ForestPlan } from "../kernels.ts";
import type { Draw } from "./draws.ts";
import type { Memory } from "./memory.ts";

/** Twin of assembly/forest-search.ts: the best split of one node over a few random features. */
export class ForestSearch {
  feature = -1;
  bin = 0;
  categorical = false;
  missing: "left" | "right" | "none" = "none";
  g = 0;
  h = 0;
  gain = 0;
  readonly set = new Uint8Array(32);
  #score = 0;
  #least = 0;
  #better = false;
  readonly #memory: Memory;
  readonly #plan: ForestPlan;
  readonly #draw: Draw;
  readonly #order: Int32Array;
  readonly #sums = new Int32Array(512);

  constructor(memory: Memory, plan: ForestPlan, draw: Draw) {
    this.#memory = memory;
    this.#plan = plan;
    this.#draw = draw;
    this.#order = Int32Array.from({ length: memory.layout.features }, (_, i) => i);
  }

  best(rows: Int32Array, g: number, h: number): boolean {
    const { gradientUnit, hessianUnit, minLeafSamples, columnsPerSplit } = this.#plan;
    const order = this.#order;
    const own = (g * gradientUnit * (g * gradientUnit)) / (h * hessianUnit);
    this.feature = -1;
    this.#score = own * (1 + 1e-9);
    this.#least = Math.max((minLeafSamples * h) / rows.length, 1);
    for (let seen = 0, i = 0; seen < columnsPerSplit && i < order.length; i++) {
      const other = i + this.#draw(order.length - i);
      [order[i], order[other]] = [order[other]!, order[i]!];
      if (this.#searchFeature(order[i]!, rows, g, h)) seen++;
    }
    this.gain = this.#score - own;
    return this.feature >= 0;
  }

  divide(rows: Int32Array): number {
    const { bytes, layout } = this.#memory;
    const column = layout.columnBins + this.feature * layout.rows;
    const right: number[] = [];
    let left = 0;
    for (const row of rows) {
      const bin = bytes[column + row]!;
      if ((this.set[bin >> 3]! >> (bin & 7)) & 1) rows[left++] = row;
      else right.push(row);
    }
    rows.set(right, left);
    return left;
  }

  #searchFeature(feature: number, rows: Int32Array, g: number, h: number): boolean {
    const { bytes, ints, layout } = this.#memory;
    const sums = this.#sums.fill(0);
    const seen = new Uint8Array(256);
    for (const row of rows) {
      const bin = bytes[layout.columnBins + feature * layout.rows + row]!;
      sums[2 * bin]! += ints[layout.packed / 4 + 2 * row]!;
      sums[2 * bin + 1]! += ints[layout.packed / 4 + 2 * row + 1]!;
      seen[bin] = 1;
    }
    const bins = Array.from(seen.keys()).filter((bin) => seen[bin]);
    if (bins.length < 2) return false;
    this.#better = false;
    const missing = sums[2 * MISSING_BIN] !== 0 || sums[2 * MISSING_BIN + 1] !== 0;
    if (bytes[layout.featureFlags + feature]! & 2) this.#scanCategories(feature, bins, g, h);
    else if (this.#plan.randomCuts) this.#scanRandom(feature, bins, missing, g, h);
    else {
      this.#scan(feature, bins, false, g, h);
      if (missing) this.#scan(feature, bins.slice(0, -1), true, g, h);
    }
    if (this.#better && (this.categorical ? !seen[MISSING_BIN] : !missing)) this.missing = "none";
    return true;
  }

  #tried(left: number, gradient: number, g: number, h: number): boolean {
    if (left < this.#least || left > h - this.#least) return false;
    const { gradientUnit, hessianUnit } = this.#plan;
    const leftG = gradient * gradientUnit;
    const leftH = left * hessianUnit;
    const rightG = g * gradientUnit - leftG;
    const rightH = h * hessianUnit - leftH;
    const score = leftG * leftG * rightH + rightG * rightG * leftH;
    const by = leftH * rightH;
    if (!(score > this.#score * by)) return false;
    this.#score = score / by;
    this.g = gradient;
    this.h = left;
    this.#better = true;
    return true;
  }

  #scan(feature: number, bins: readonly number[], missingLeft: boolean, g: number, h: number): void {
    let gradient = missingLeft ? this.#sums[2 * MISSING_BIN]! : 0;
    let hessian = missingLeft ? this.#sums[2 * MISSING_BIN + 1]! : 0;
    let best = -1;
    for (const bin of bins) {
      gradient += this.#sums[2 * bin]!;
      hessian += this.#sums[2 * bin + 1]!;
      if (this.#tried(hessian, gradient, g, h)) best = bin;
    }
    if (best >= 0) this.#take(feature, Math.min(best, 254), missingLeft);
  }

  #scanRandom(feature: number, bins: readonly number[], missing: boolean, g: number, h: number): void {
    const values = bins.filter((bin) => bin < MISSING_BIN);
    const low = values[0] ?? -1;
    const high = values.at(-1) ?? -1;
    const last = high > low ? this.#randomCut(feature, low, high) : low;
    const missingLeft = missing && (high === low || this.#draw(2) === 0) && high > low;
    let gradient = missingLeft ? this.#sums[2 * MISSING_BIN]! : 0;
    let hessian = missingLeft ? this.#sums[2 * MISSING_BIN + 1]! : 0;
    for (const bin of values.filter((value) => value <= last)) {
      gradient += this.#sums[2 * bin]!;
      hessian += this.#sums[2 * bin + 1]!;
    }
    if (this.#tried(hessian, gradient, g, h)) this.#take(feature, last, missingLeft);
  }

  #randomCut(feature: number, low: number, high: number): number {
    const { doubles, layout } = this.#memory;
    const cuts = doubles.subarray((layout.cuts + feature * 2048) / 8, (layout.cuts + feature * 2048) / 8 + 256);
    const at = cuts[low]! + (cuts[high - 1]! - cuts[low]!) * (this.#draw(2 ** 30) / 2 ** 30);
    let last = low;
    while (last + 1 < high && cuts[last + 1]! <= at) last++;
    return last;
  }

  #take(feature: number, bin: number, missingLeft: boolean): void {
    this.feature = feature;
    this.bin = bin;
    this.categorical = false;
    this.missing = missingLeft ? "left" : "right";
    this.set.fill(0);
    for (let i = 0; i <= bin; i++) this.set[i >> 3]! |= 1 << (i & 7);
    if (missingLeft) this.set[31]! |= 128;
  }

  #scanCategories(feature: number, bins: readonly number[], g: number, h: number): void {
    const keyOf = (bin: number) => (this.#sums[2 * bin + 1]! > 0 ? this.#sums[2 * bin]! / this.#sums[2 * bin + 1]! : 0);
    const order = [...bins].sort((a, b) => keyOf(a) - keyOf(b));
    const only = this.#plan.randomCuts ? this.#draw(order.length - 1) : -1;
    let gradient = 0;
    let hessian = 0;
    let best = -1;
    for (let i = 0; i < order.length - 1; i++) {
      gradient += this.#sums[2 * order[i]!]!;
      hessian += this.#sums[2 * order[i]! + 1]!;
      if ((only < 0 || only === i) && this.#tried(hessian, gradient, g, h)) best = i;
    }
    if (best < 0) return;
    const left = order.slice(0, best + 1);
    Object.assign(this, {
      feature,
      bin: best,
      categorical: true,
      missing: left.includes(MISSING_BIN) ? "left" : "right",
    });
    this.set.fill(0);
    for (const bin of left) this.set[bin >> 3]! |= 1 << (bin & 7);
  }
}
