import type { GrownTree } from "../boosting/growth.ts";
import type { Labels } from "../objectives/objective.ts";
import { mean } from "../objectives/sums.ts";

export interface OutOfBagScores {
  /** rows x outputs; NaN where every tree saw the row. */
  readonly predictions: Float64Array;
  /** R2 of numbers, accuracy of classes, over the rows that some tree did not see. */
  readonly score: number;
}

/** Gathers what trees say of rows that they did not see. */
export class OutOfBag {
  readonly #outputs: number;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  #trees = 0;

  constructor(rows: number, outputs: number) {
    this.#outputs = outputs;
    this.#sums = new Float64Array(rows * outputs);
    this.#counts = new Float64Array(rows * outputs);
  }

  add(leaves: Int32Array, { nodes }: GrownTree, output: number): void {
    this.#trees++;
    for (let row = 0, at = output; row < leaves.length; row++, at += this.#outputs) {
      if (leaves[row]! < 0) continue;
      this.#sums[at]! += nodes[leaves[row]!]!.value;
      this.#counts[at]!++;
    }
  }

  scores({ targets, weights }: Labels, objective: string): OutOfBagScores {
    // Leaf values are shares of the mean over all trees of an output.
    const trees = this.#trees / this.#outputs;
    const predictions = this.#sums.map((sum, i) => (this.#counts[i]! > 0 ? (sum * trees) / this.#counts[i]! : NaN));
    const rows = Array.from(targets.keys()).filter((row) => this.#counts[row * this.#outputs]! > 0);
    const weightOf = weights && Float64Array.from(rows, (row) => weights[row]!);
    const average = (f: (row: number) => number) => mean(rows.length, weightOf, (i) => f(rows[i]!));
    if (objective !== "squared")
      return { predictions, score: average((row) => (this.#classOf(predictions, row) === targets[row] ? 1 : 0)) };
    const middle = average((row) => targets[row]!);
    const score =
      1 - average((row) => (targets[row]! - predictions[row]!) ** 2) / average((row) => (targets[row]! - middle) ** 2);
    return { predictions, score };
  }

  #classOf(predictions: Float64Array, row: number): number {
    if (this.#outputs === 1) return predictions[row]! > 0.5 ? 1 : 0;
    const own = predictions.subarray(row * this.#outputs, (row + 1) * this.#outputs);
    return own.indexOf(own.reduce((a, b) => Math.max(a, b)));
  }
}
