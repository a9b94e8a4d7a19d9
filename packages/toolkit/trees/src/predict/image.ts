import type { Trees } from "../trees.ts";
import { inSet } from "./walk.ts";
import { cutsOfTrees, type FeatureCuts } from "./tests.ts";

/** A model laid out for the scoring kernels; addresses count from the start of the memory. */
export interface Image {
  readonly bytes: Uint8Array;
  readonly model: number;
  /** Whether rows can be scored by masks; else by walking. */
  readonly masked: boolean;
  readonly walkable: boolean;
  /** Where values and scores of a block of rows go. */
  readonly stage: number;
  readonly scores: number;
  readonly block: number;
}

const FIELDS = 16;
const CELLS = 1024;
const MOST_LEAVES = 256;
/** Rows scored at a time. */
const BLOCK = 512;

/** Undefined where the kernels cannot serve: categories that do not fit into ranks. */
export function imageOf(trees: Trees): Image | undefined {
  const count = trees.roots.length - 1;
  const small = trees.roots.every((root, tree) => tree === count || trees.roots[tree + 1]! - root < 2 * MOST_LEAVES);
  const cuts = small ? cutsOfTrees(trees) : undefined;
  const walkable = !trees.categorySet.some((set) => set >= 0) && trees.features < 65_536;
  if (!cuts && !walkable) return undefined;
  const writer = new Writer();
  const model = writer.take(FIELDS * 4);
  const fields = [trees.features, count, trees.outputs, writer.doubles(trees.base)];
  fields.push(...(walkable ? writeWalk(writer, trees) : [0, 0, 0]));
  fields.push(...(cuts ? writeMasks(writer, trees, shapesOf(trees), cuts) : [0, 0, 0, 0, 0, 0, 0]));
  fields.push(writer.take(trees.outputs * 128));
  writer.view.setUint32(model, 0);
  fields.forEach((field, i) => writer.view.setUint32(model + 4 * i, field, true));
  const block = trees.features > 2048 ? 64 : BLOCK;
  const stage = writer.take(block * trees.features * 8);
  const scores = writer.take(block * trees.outputs * 8);
  return { bytes: writer.bytes, model, masked: cuts !== undefined, walkable, stage, scores, block };
}

/** Grows as it is written; all is aligned to 16 bytes. */
class Writer {
  bytes = new Uint8Array(65_536);
  view = new DataView(this.bytes.buffer);
  #end = 64;

  take(length: number): number {
    const start = this.#end;
    this.#end = Math.ceil((start + length) / 16) * 16 + 16;
    if (this.#end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.#end, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return start;
  }
  doubles(values: Float64Array): number {
    const start = this.take(values.length * 8);
    new Float64Array(this.bytes.buffer, start, values.length).set(values);
    return start;
  }
}

/** Leaves of a tree from left to right, and for each inner node which of them lie to its left: first to middle. */
interface Shape {
  readonly leaves: readonly number[];
  readonly inner: readonly { readonly node: number; readonly first: number; readonly middle: number }[];
}

function shapesOf(trees: Trees): readonly Shape[] {
  return Array.from({ length: trees.roots.length - 1 }, (_, tree) => {
    const leaves: number[] = [];
    const inner: { node: number; first: number; middle: number }[] = [];
    const todo: { node: number; left?: { node: number; first: number; middle: number } }[] = [
      { node: trees.roots[tree]! },
    ];
    for (let next = todo.pop(); next; next = todo.pop()) {
      if (next.left) next.left.middle = leaves.length;
      if (trees.feature[next.node]! < 0) {
        leaves.push(next.node);
        continue;
      }
      const own = { node: next.node, first: leaves.length, middle: 0 };
      inner.push(own);
      todo.push({ node: trees.right[next.node]!, left: own }, { node: trees.left[next.node]! });
    }
    return { leaves, inner };
  });
}

/** Nodes with the children of each side by side, see assembly/predict/model.ts. */
function writeWalk(writer: Writer, trees: Trees): number[] {
  const count = trees.roots.length - 1;
  const nodes = writer.take(trees.feature.length * 16);
  const roots = writer.take(count * 8);
  const values = writer.take(trees.feature.length * 8);
  const { view } = writer;
  for (let tree = 0, free = 0; tree < count; tree++) {
    view.setUint32(roots + tree * 8, free, true);
    let depth = -1;
    let level: [number, number][] = [[trees.roots[tree]!, free++]];
    for (; level.length > 0; depth++) {
      const below: [number, number][] = [];
      for (const [node, place] of level) {
        const inner = trees.feature[node]! >= 0;
        const at = nodes + place * 16;
        view.setFloat64(at, inner ? trees.threshold[node]! : Infinity, true);
        view.setUint32(at + 8, inner ? free : place, true);
        view.setUint16(at + 12, inner ? trees.feature[node]! : 0, true);
        view.setUint8(at + 14, inner && !trees.missingLeft[node] ? 1 : 0);
        view.setFloat64(values + place * 8, trees.value[node]!, true);
        if (inner) below.push([trees.left[node]!, free++], [trees.right[node]!, free++]);
      }
      level = below;
    }
    view.setUint32(roots + tree * 8 + 4, depth, true);
  }
  return [nodes, roots, values];
}

interface Test {
  readonly rank: number;
  readonly missingLeft: number;
  readonly first: number;
  readonly middle: number;
  readonly plane: number;
  readonly node: number;
}

function writeMasks(writer: Writer, trees: Trees, shapes: readonly Shape[], cuts: readonly FeatureCuts[]): number[] {
  const byFeature = Array.from({ length: trees.features }, (): Test[] => []);
  const heads = writer.take(shapes.length * 16);
  let plane = 0;
  shapes.forEach(({ leaves, inner }, tree) => {
    const count = Math.ceil(leaves.length / 8);
    const values = writer.doubles(Float64Array.from(leaves, (node) => trees.value[node]!));
    [plane, count, values, tree % trees.outputs].forEach((field, i) =>
      writer.view.setUint32(heads + tree * 16 + i * 4, field, true),
    );
    for (const { node, first, middle } of inner) {
      const feature = trees.feature[node]!;
      byFeature[feature]!.push({
        rank: rankOf(cuts[feature]!.cuts, trees.threshold[node]!),
        missingLeft: trees.missingLeft[node]!,
        first,
        middle,
        plane: plane + (first >> 3) * 16,
        node,
      });
    }
    plane += count * 16;
  });
  const starts = writer.take((trees.features + 1) * 4);
  const tests = writer.take(byFeature.reduce((sum, of) => sum + of.length, 0) * 16);
  let next = 0;
  byFeature.forEach((of, feature) => {
    writer.view.setUint32(starts + feature * 4, next, true);
    for (const test of of.sort((a, b) => a.rank - b.rank))
      writeTest(writer, tests + next++ * 16, test, trees, cuts[feature]!);
  });
  writer.view.setUint32(starts + trees.features * 4, next, true);
  const rankers = writeRankers(writer, cuts, byFeature);
  return [starts, tests, heads, writer.take(plane), plane, rankers, writer.take(BLOCK * trees.features)];
}

/** The rank of the threshold: values above it have a greater one. Of +Infinity the greatest of all. */
function rankOf(cuts: Float64Array, threshold: number): number {
  const at = cuts.indexOf(threshold + 0);
  return at < 0 ? 254 : at;
}

function writeTest(
  writer: Writer,
  at: number,
  { rank, missingLeft, first, middle, plane, node }: Test,
  trees: Trees,
  { categorical, cuts }: FeatureCuts,
): void {
  const last = (middle - 1) >> 3;
  const more = last - (first >> 3);
  const upTo = (leaf: number) => (1 << (leaf & 7 || 8)) - 1;
  const from = 255 & (255 << (first & 7));
  const table = categorical ? writeTable(writer, trees, node, cuts) : 0;
  const bytes = [rank, missingLeft, more, more > 0 ? from : from & upTo(middle), upTo(middle)];
  bytes.forEach((byte, i) => writer.view.setUint8(at + i, byte));
  writer.view.setUint32(at + 8, plane, true);
  writer.view.setUint32(at + 12, table, true);
}

/** For each rank 255 where the row goes right. */
function writeTable(writer: Writer, trees: Trees, node: number, cuts: Float64Array): number {
  const table = writer.take(256);
  for (let rank = 0; rank < 256; rank++) {
    const code = rank % 2 === 1 && rank < cuts.length + 1 ? cuts[rank]! : -1;
    const known = inSet(trees, trees.categoryKnown[node]!, code);
    const left = known ? inSet(trees, trees.categorySet[node]!, code) : trees.missingLeft[node] === 1;
    writer.view.setUint8(table + rank, left ? 0 : 255);
  }
  return table;
}

function writeRankers(writer: Writer, cuts: readonly FeatureCuts[], tests: readonly (readonly Test[])[]): number {
  const rankers = writer.take(cuts.length * 32);
  cuts.forEach(({ cuts: own }, feature) => {
    if (tests[feature]!.length === 0) return;
    const low = own[0] ?? 0;
    const range = (own.at(-1) ?? 0) - low;
    const scale = range > 0 && Number.isFinite(CELLS / range) ? CELLS / range : 0;
    const cellOf = (x: number) => Math.trunc(Math.min(Math.max((x - low) * scale, 0), CELLS));
    const grid = writer.take(CELLS + 1);
    let cell = 0;
    own.forEach((cut, i) => {
      while (cell < cellOf(cut)) writer.bytes[grid + ++cell] = i;
    });
    while (cell < CELLS) writer.bytes[grid + ++cell] = own.length;
    const crowded = own.some((cut, i) => i - writer.bytes[grid + cellOf(cut)]! >= 8);
    const list = writer.doubles(new Float64Array(255).fill(Infinity));
    new Float64Array(writer.bytes.buffer, list, own.length).set(own);
    const at = rankers + feature * 32;
    writer.view.setFloat64(at, low, true);
    writer.view.setFloat64(at + 8, crowded ? 0 : scale, true);
    [list, grid, Math.max(own.length, 1)].forEach((field, i) => writer.view.setUint32(at + 16 + i * 4, field, true));
  });
  return rankers;
}
