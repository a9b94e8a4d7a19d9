import { Kernel } from "@tandem/toolkit-kernels";
import type { Trees } from "../trees.ts";
import { imageOf } from "./image.ts";
import { leafOf } from "./walk.ts";
import { scorerBytes } from "./wasm-bytes.generated.ts";

/** Scores rows in blocks: values are written to `stage`, scores come out in `scores`, rows x outputs. */
export interface Scorer {
  readonly block: number;
  readonly stage: Float64Array;
  readonly scores: Float64Array;
  /** Strides are in values. */
  score(count: number, rowStride: number, featureStride: number): void;
}

interface Exports {
  scoreByMasks(
    model: number,
    values: number,
    rowStride: number,
    featureStride: number,
    count: number,
    scores: number,
  ): void;
  scoreByWalking(
    model: number,
    values: number,
    rowStride: number,
    featureStride: number,
    count: number,
    scores: number,
  ): void;
  scoreRow(model: number, row: number, stride: number, scores: number): void;
}

/** Below so many rows ranking them does not pay. */
const FEW = 8;
const PLAIN_BLOCK = 256;

const kernel = new Kernel<Exports>(scorerBytes);
const scorers = new WeakMap<Trees, Scorer>();

/** The scorer of these trees, made once: trees must not be changed after they have predicted. */
export function scorerOf(trees: Trees): Scorer {
  let scorer = scorers.get(trees);
  if (!scorer) scorers.set(trees, (scorer = wasmScorer(trees) ?? plainScorer(trees)));
  return scorer;
}

function wasmScorer(trees: Trees): Scorer | undefined {
  const image = kernel.module && imageOf(trees);
  const compiled = image && kernel.withMemory(image.bytes.length);
  if (!compiled) return undefined;
  const { memory, scoreByMasks, scoreByWalking, scoreRow } = compiled;
  new Uint8Array(memory.buffer).set(image.bytes);
  const { model, stage, scores, block, masked, walkable } = image;
  const many = masked ? scoreByMasks : scoreByWalking;
  return {
    block,
    stage: new Float64Array(memory.buffer, stage, block * trees.features),
    scores: new Float64Array(memory.buffer, scores, block * trees.outputs),
    score(count, rowStride, featureStride) {
      if (count >= FEW || !walkable) many(model, stage, rowStride * 8, featureStride * 8, count, scores);
      else
        for (let row = 0; row < count; row++)
          scoreRow(model, stage + row * rowStride * 8, featureStride * 8, scores + row * trees.outputs * 8);
    },
  };
}

/** The same in plain TypeScript: scores are summed in the same order. */
export function plainScorer(trees: Trees): Scorer {
  const { roots, outputs, base, value } = trees;
  const stage = new Float64Array(PLAIN_BLOCK * trees.features);
  const scores = new Float64Array(PLAIN_BLOCK * outputs);
  const addTree = (tree: number, count: number, rowStride: number, featureStride: number) => {
    for (let row = 0, at = tree % outputs; row < count; row++, at += outputs)
      scores[at]! += value[leafOf(trees, roots[tree]!, stage, row * rowStride, featureStride)]!;
  };
  return {
    block: PLAIN_BLOCK,
    stage,
    scores,
    score(count, rowStride, featureStride) {
      for (let i = 0; i < count * outputs; i++) scores[i] = base[i % outputs]!;
      for (let tree = 0; tree < roots.length - 1; tree++) addTree(tree, count, rowStride, featureStride);
    },
  };
}
