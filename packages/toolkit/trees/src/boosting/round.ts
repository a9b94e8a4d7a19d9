import { deriveSeed } from "@tandem/core";
import { CHUNK, QUANTA } from "../kernels/kernels.ts";
import type { Labels, Objective } from "../objectives/objective.ts";
import type { Grower } from "./grower.ts";
import type { GrownTree, Growth, TreeSums } from "./growth.ts";
import { sampleColumns, type RowSampler } from "./sampling.ts";
import { writeNodes, type Workspace } from "./workspace.ts";

export interface RoundOptions {
  readonly growth: Growth;
  readonly columnSampling: number;
  /** Undefined where every tree sees all rows. */
  readonly sampler: RowSampler | undefined;
  /** The largest factor by which the sampler multiplies gradients. */
  readonly amplification: number;
  readonly seed: number;
}

/** One tree for one output: gradients, growth, and what the tree adds to the scores. Undefined where nothing is left to learn. */
export function growRound(
  workspace: Workspace,
  labels: Labels,
  objective: Objective,
  grower: Grower,
  round: number,
  output: number,
  options: RoundOptions,
): GrownTree | undefined {
  const { kernels, index, pairs, scores, targets, weights } = workspace;
  const { rows, features } = kernels.layout;
  const seed = deriveSeed(options.seed, round);
  const sums = objective.gradients({ kernels, rows, output, scores, targets, weights, pairs, seed });
  const gradientScale = (QUANTA - rows) / (sums.gradient * options.amplification);
  if (!Number.isFinite(gradientScale) || !(sums.hessian > 0)) return undefined;
  const unit = sums.unitHessian && options.amplification === 1;
  const hessianScale = unit ? 1 : (QUANTA - rows) / (sums.hessian * options.amplification);
  const count = options.sampler ? options.sampler(index, pairs, deriveSeed(seed, 1)) : rows;
  if (count === 0) return undefined;
  kernels.quantise(gradientScale, hessianScale, !options.sampler);
  const treeSums = { ...total(workspace, count), gradientUnit: 1 / gradientScale, hessianUnit: 1 / hessianScale };
  const columns = sampleColumns(features, options.columnSampling, deriveSeed(seed, 2 + output));
  const tree = grower.grow(count, !options.sampler, columns, treeSums);
  if (objective.renew) renewLeaves(tree, workspace, labels, objective, output, options.growth);
  addToScores(tree, workspace, output, count);
  return tree;
}

function total({ kernels }: Workspace, count: number): Pick<TreeSums, "gradient" | "hessian"> {
  kernels.total(count);
  const partials = new Float64Array(kernels.buffer, kernels.layout.partials, 2 * Math.ceil(count / CHUNK));
  let gradient = 0;
  let hessian = 0;
  for (let i = 0; i < partials.length; i += 2) {
    gradient += partials[i]!;
    hessian += partials[i + 1]!;
  }
  return { gradient, hessian };
}

/** Replaces Newton steps by the best step for the residuals in each leaf. */
function renewLeaves(
  tree: GrownTree,
  { index, scores }: Workspace,
  { targets, weights }: Labels,
  objective: Objective,
  output: number,
  growth: Growth,
): void {
  for (const leaf of tree.leaves) {
    const held = index.subarray(leaf.begin, leaf.end);
    const residuals = Float64Array.from(held, (row) => targets[row]! - scores[output]![row]!);
    const step = objective.renew!(residuals, weights && Float64Array.from(held, (row) => weights[row]!));
    tree.nodes[leaf.node]!.value = growth.learningRate * Math.min(Math.max(step, leaf.low), leaf.high);
  }
}

function addToScores(tree: GrownTree, { kernels, validationScores }: Workspace, output: number, count: number): void {
  const { buffer, layout } = kernels;
  const scores = layout.scores + output * layout.scoreBytes;
  const everyRow = count === layout.rows;
  if (everyRow) {
    const ranges = new Int32Array(buffer, layout.nodes, tree.leaves.length * 4);
    const values = new Float64Array(buffer, layout.nodes, tree.leaves.length * 2);
    tree.leaves.forEach(({ begin, end, node }, i) => {
      ranges.set([begin, end], i * 4);
      values[i * 2 + 1] = tree.nodes[node]!.value;
    });
    kernels.updateScores(scores, tree.leaves.length, count);
  }
  const validationRows = validationScores[0]?.length ?? 0;
  if (everyRow && validationRows === 0) return;
  writeNodes(tree, kernels);
  if (!everyRow) kernels.routeRows(layout.rowBins, scores, layout.rows);
  if (validationRows > 0)
    kernels.routeRows(
      layout.validationBins,
      layout.validationScores + output * layout.validationScoreBytes,
      validationRows,
    );
}
