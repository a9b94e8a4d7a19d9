import { Places } from "@tandem/toolkit-kernels";
import { DenseRows } from "./dense-rows.ts";
import { wasmKernels, type Kernels } from "./kernels/wasm.ts";
import type { LogisticPass, LogisticProblem, Parameters } from "./logistic-objective.ts";
import { softmaxLink } from "./logistic-pass.ts";

/** Numbers of the rows handed over at a time. */
const STAGED = 16_384;

/** A block of rows in the kernels' memory, and where all lies there. */
interface Stage {
  readonly kernels: Kernels;
  readonly height: number;
  readonly rows: number;
  readonly targets: number;
  readonly shares: number;
  readonly scores: number;
  readonly coefficients: number;
  readonly gradient: number;
  readonly slope: number;
}

/** Passes over dense rows by kernels; undefined where they do not run. */
export function wasmPass(problem: LogisticProblem): LogisticPass | undefined {
  const { rows } = problem;
  if (!(rows instanceof DenseRows)) return undefined;
  const stage = stageFor(problem);
  return stage && ((at, slope) => pass(problem, rows, stage, at, slope));
}

function stageFor({ rows: { rows, columns }, outputs, shares }: LogisticProblem): Stage | undefined {
  const height = Math.max(8, Math.min(rows, Math.floor(STAGED / Math.max(columns, outputs))) & ~3);
  const places = new Places();
  const stage = {
    height,
    rows: places.doubles(height * columns),
    targets: places.doubles(height / 2),
    shares: shares ? places.doubles(height) : 0,
    scores: places.doubles(height * outputs),
    coefficients: places.doubles(outputs * columns),
    gradient: places.doubles(outputs * columns),
    slope: places.doubles(1),
  };
  const kernels = wasmKernels(places.bytes);
  return kernels && { ...stage, kernels };
}

function pass(
  problem: LogisticProblem,
  { rows, columns, data }: DenseRows,
  stage: Stage,
  at: Parameters,
  slope: Parameters,
): number {
  const { buffer } = stage.kernels.memory;
  const { coefficients } = at;
  new Float64Array(buffer, stage.coefficients, coefficients.length).set(coefficients);
  const gradient = new Float64Array(buffer, stage.gradient, coefficients.length).fill(0);
  const room = new Float64Array(buffer, stage.rows, stage.height * columns);
  const block = problem.outputs === 1 ? binaryBlock : softmaxBlock;
  let loss = 0;
  for (let from = 0; from < rows; from += stage.height) {
    const to = Math.min(rows, from + stage.height);
    room.set(data.subarray(from * columns, to * columns));
    loss += block(problem, stage, from, to, at.intercepts, slope.intercepts);
  }
  for (let j = 0; j < gradient.length; j++) slope.coefficients[j]! += gradient[j]!;
  return loss;
}

type Block = (
  problem: LogisticProblem,
  stage: Stage,
  from: number,
  to: number,
  intercepts: Float64Array,
  slope: Float64Array,
) => number;

const binaryBlock: Block = ({ rows: { columns }, targets, shares }, stage, from, to, intercepts, slope) => {
  const { kernels } = stage;
  const { buffer } = kernels.memory;
  const count = to - from;
  new Int32Array(buffer, stage.targets, count).set(targets.subarray(from, to));
  if (shares) new Float64Array(buffer, stage.shares, count).set(shares.subarray(from, to));
  const sum = new Float64Array(buffer, stage.slope, 1).fill(0);
  const { rows, coefficients, scores, gradient } = stage;
  const loss = kernels.logisticPass(
    rows,
    count,
    columns,
    coefficients,
    intercepts[0]!,
    stage.targets,
    stage.shares,
    scores,
    gradient,
    stage.slope,
  );
  slope[0]! += sum[0]!;
  return loss;
};

const softmaxBlock: Block = (problem, stage, from, to, intercepts, slope) => {
  const { columns } = problem.rows;
  const { kernels, rows, coefficients, scores, gradient } = stage;
  const count = to - from;
  const outputs = intercepts.length;
  for (let k = 0; k < outputs; k++)
    kernels.scoreRows(rows, count, columns, coefficients + 8 * k * columns, intercepts[k]!, scores + 8 * k, outputs);
  const loss = softmaxLink(new Float64Array(kernels.memory.buffer, scores, count * outputs), from, to, problem, slope);
  for (let k = 0; k < outputs; k++)
    kernels.addRows(rows, count, columns, scores + 8 * k, outputs, gradient + 8 * k * columns);
  return loss;
};
