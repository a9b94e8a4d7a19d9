import { TandemError } from "@tandem/core";
import { tableOf, type TreeFeatures } from "../binning/table.ts";
import { goesLeft } from "../predict/walk.ts";
import type { Trees } from "../trees.ts";
import { newBlock, readBlock, type Block } from "./block.ts";
import { LeafGame, type LeafPath } from "./leaf-game.ts";
import { Leaves } from "./leaves.ts";

/** How leaves are shared out: what a leaf writes for a row, and to which of `width` places. */
export interface Attribution {
  /** Places of an output. */
  readonly width: number;
  /** Where the numbers of a leaf go, one by one. */
  places(path: LeafPath): Int32Array;
  /** The numbers of a leaf for one way to pass its path, `stride` apart from `at` on. */
  write(game: LeafGame, pass: Uint8Array, out: Float64Array, at: number, stride: number): void;
}

const MOST_ROWS = 8192;
/** Numbers of a block at most, so that they stay near. */
const MOST_NUMBERS = 2 ** 22;
/** Numbers in a table by mask, at most. */
const MOST_TABLE = 2 ** 17;

/**
 * rows x outputs x width, row-major. Rows go through a leaf together: how a row passes the path is a mask, and what each
 * mask gets is computed once for all rows that have it.
 * @throws TandemError `trees/bad-data` for features of another width
 */
export function attribute(trees: Trees, features: TreeFeatures, attribution: Attribution): Float64Array {
  const table = tableOf(features);
  if (table.columns !== trees.features) {
    const reason = `they have ${table.columns} columns, but the trees were trained on ${trees.features}`;
    throw new TandemError("trees/bad-data", { what: "features", reason });
  }
  const width = attribution.width * trees.outputs;
  const capacity = Math.max(1, Math.min(MOST_ROWS, table.rows, Math.floor(MOST_NUMBERS / width)));
  const block = newBlock(capacity, trees.features);
  const stage = new Float64Array(capacity * trees.features);
  const sums = new Float64Array(capacity * width);
  const all = new Float64Array(table.rows * width);
  const adder = new Adder(trees, block, attribution, sums);
  for (let first = 0; first < table.rows; first += capacity) {
    readBlock(table, first, block, stage);
    sums.fill(0);
    adder.addAll();
    for (let place = 0; place < width; place++)
      for (let r = 0, to = first * width + place; r < block.count; r++, to += width)
        all[to] = sums[place * capacity + r]!;
  }
  return all;
}

/** Adds the leaves of all trees to the sums of a block: place by place, its rows side by side. */
class Adder {
  readonly #leaves: Leaves;
  readonly #table = new Float64Array(MOST_TABLE);
  readonly #filled = new Uint8Array(MOST_TABLE);
  readonly #trees: Trees;
  readonly #block: Block;
  readonly #attribution: Attribution;
  readonly #sums: Float64Array;

  constructor(trees: Trees, block: Block, attribution: Attribution, sums: Float64Array) {
    this.#leaves = new Leaves(block.capacity);
    this.#trees = trees;
    this.#block = block;
    this.#attribution = attribution;
    this.#sums = sums;
  }

  addAll(): void {
    const { roots, outputs } = this.#trees;
    for (let tree = 0; tree + 1 < roots.length; tree++) {
      const from = (tree % outputs) * this.#attribution.width;
      this.#leaves.visit(this.#trees, tree, this.#block, (path, masks, nodes) => {
        if (path.features.length === 0) return;
        const places = this.#attribution.places(path).map((place) => (from + place) * this.#block.capacity);
        const game = new LeafGame(path);
        const bits = path.features.length;
        if (bits < 17 && places.length << bits <= MOST_TABLE) this.#addByMask(game, masks, places, bits);
        else this.#addRowByRow(game, path, nodes, places);
      });
    }
  }

  #addByMask(game: LeafGame, masks: Int32Array, places: Int32Array, bits: number): void {
    const size = 1 << bits;
    const table = this.#table;
    const { count } = this.#block;
    const sums = this.#sums;
    this.#fill(game, masks, bits);
    for (let k = 0; k < places.length; k++) {
      const numbers = table.subarray(k * size, (k + 1) * size);
      const sum = sums.subarray(places[k]!, places[k]! + count);
      for (let r = 0; r < count; r++) sum[r]! += numbers[masks[r]!]!;
    }
  }

  /** The numbers of each mask that a row has. */
  #fill(game: LeafGame, masks: Int32Array, bits: number): void {
    const size = 1 << bits;
    const { count } = this.#block;
    const filled = this.#filled.fill(0, 0, size);
    for (let r = 0; r < count; r++) filled[masks[r]!] = 1;
    const pass = new Uint8Array(bits);
    for (let mask = 0; mask < size; mask++) {
      if (filled[mask] === 0) continue;
      for (let i = 0; i < bits; i++) pass[i] = (mask >>> i) & 1;
      this.#attribution.write(game, pass, this.#table, mask, size);
    }
  }

  /** For long paths, of which rows share few masks. */
  #addRowByRow(game: LeafGame, path: LeafPath, nodes: readonly number[], places: Int32Array): void {
    const { feature, left } = this.#trees;
    const { columns, capacity, count } = this.#block;
    const steps = nodes.slice(0, -1).map((node, i) => ({
      node,
      column: feature[node]! * capacity,
      bit: path.features.indexOf(feature[node]!),
      toLeft: left[node] === nodes[i + 1],
    }));
    const pass = new Uint8Array(path.features.length);
    const numbers = new Float64Array(places.length);
    for (let r = 0; r < count; r++) {
      pass.fill(1);
      for (const { node, column, bit, toLeft } of steps)
        if (goesLeft(this.#trees, node, columns[column + r]!) !== toLeft) pass[bit] = 0;
      this.#attribution.write(game, pass, numbers, 0, 1);
      for (let k = 0; k < places.length; k++) this.#sums[places[k]! + r]! += numbers[k]!;
    }
  }
}
