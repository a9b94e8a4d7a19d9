import { newRun, TandemError, type Run } from "@tandem/core";
import { breathe, clock } from "@tandem/toolkit-kernels";
import type { Labels, Objective } from "../objectives/objective.ts";
import { objectiveOf } from "../objectives/choose.ts";
import { predictTrees } from "../predict/predict.ts";
import type { Trees } from "../trees.ts";
import { Assembly, joinTrees } from "./assemble.ts";
import { checkData, type BoostingData, type Checked } from "./data.ts";
import { Grower } from "./grower.ts";
import { checkOptions, type BoostingOptions } from "./options.ts";
import { columnSet, growthOf, threadsFor, withClassWeights } from "./plan.ts";
import { growRound, type RoundOptions } from "./round.ts";
import { bernoulli, goss, holdOut, type RowSampler } from "./sampling.ts";
import { pickRows, pickScores, watchLoss, type Watch } from "./watch.ts";
import { workspaceOf, type Workspace } from "./workspace.ts";

/** The event loop gets its turn at least so often. */
const BREATH_MS = 30;

/**
 * Boosts trees on histograms of the gradients. Equal data, options and seed give equal trees, whatever the number of
 * threads. Logs "loss" of the validation rows by round where there are such; stops with the run's signal.
 * @throws TandemError `trees/unknown-option`, `trees/bad-option`, `trees/bad-data`, `trees/too-big`
 */
export async function fitBoosting(
  data: BoostingData,
  options: BoostingOptions = {},
  run: Run = newRun(),
): Promise<Trees> {
  checkOptions(options);
  const training = checkData(data);
  const validation = data.validation && checkData(data.validation, "validation data");
  if (validation && validation.table.columns !== training.table.columns)
    throw misfit("validation features", validation.table.columns, training.table.columns);
  const labels = withClassWeights(training.labels, options.classWeights);
  const objective = objectiveOf(options, labels);
  const seed = options.seed ?? run.seed;
  const booster = prepare({ ...training, labels }, validation, objective, options, seed);
  try {
    startScores(booster, data, options.previous);
    const rounds = await boost(booster, options.trees ?? 100, run);
    const { columns, names } = training.table;
    const head = {
      kind: "boosting" as const,
      objective: objective.name,
      link: objective.link,
      outputs: objective.outputs,
      features: columns,
      ...(names ? { featureNames: names } : {}),
      base: booster.base,
    };
    const trees = booster.assembly.finish(head, rounds * objective.outputs);
    return options.previous ? joinTrees(options.previous, trees) : trees;
  } finally {
    booster.workspace.kernels.close();
  }
}

/** All that boosting needs, in the kernels' memory. */
interface Booster {
  readonly workspace: Workspace;
  readonly objective: Objective;
  readonly labels: Labels;
  readonly validation: Labels | undefined;
  readonly held: Int32Array | undefined;
  readonly patience: number;
  readonly base: Float64Array;
  readonly grower: Grower;
  readonly assembly: Assembly;
  readonly round: RoundOptions;
}

function prepare(
  training: Checked,
  validation: Checked | undefined,
  objective: Objective,
  options: BoostingOptions,
  seed: number,
): Booster {
  const { table, labels } = training;
  const growth = growthOf(options, table.columns, table.names);
  const { earlyStopping, previous } = options;
  if (previous && (previous.features !== table.columns || previous.outputs !== objective.outputs))
    throw misfit("previous trees", previous.features, table.columns);
  const mask =
    earlyStopping && !validation ? holdOut(table.rows, earlyStopping.share ?? 0.1, labels.groups, seed) : undefined;
  const base = previous ? previous.base : objective.base(labels);
  const categorical = columnSet("categorical", options.categorical ?? [], table.columns, table.names);
  const workspace = workspaceOf(table, labels, {
    outputs: objective.outputs,
    maxLeaves: growth.maxLeaves,
    threads: threadsFor(options.threads, table.rows * table.columns),
    maxBins: options.maxBins ?? 255,
    categorical,
    seed,
    validation: validation?.table,
    kernels: options.kernels,
  });
  return {
    workspace,
    objective,
    base,
    labels: shifted(labels, objective, base),
    validation: validation && shifted(validation.labels, objective, base),
    held: mask && Int32Array.from(Array.from(mask.keys()).filter((row) => mask[row] === 1)),
    patience: earlyStopping ? earlyStopping.rounds : Infinity,
    grower: new Grower(workspace.kernels, growth),
    assembly: new Assembly(workspace.bins),
    round: {
      growth,
      columnSampling: options.columnSampling ?? 1,
      seed,
      amplification: options.goss ? Math.max(1, (1 - options.goss.top) / options.goss.other) : 1,
      sampler: samplerOf(options, table.rows, mask),
    },
  };
}

function samplerOf(
  { goss: shares, rowSampling = 1 }: BoostingOptions,
  rows: number,
  held: Uint8Array | undefined,
): RowSampler | undefined {
  if (shares) return goss(rows, shares.top, shares.other, held);
  return held || rowSampling < 1 ? bernoulli(rows, rowSampling, held) : undefined;
}

/** Targets less the base for losses of the difference, so that float32 holds them well. */
function shifted(labels: Labels, objective: Objective, base: Float64Array): Labels {
  return objective.shift ? { ...labels, targets: labels.targets.map((target) => target - base[0]!) } : labels;
}

function startScores(
  { workspace, objective, labels, base }: Booster,
  data: BoostingData,
  previous: Trees | undefined,
): void {
  workspace.targets.set(labels.targets);
  const before = objective.shift ? base : new Float64Array(base.length);
  const start = (scores: readonly Float32Array[], features: BoostingData["features"]) => {
    const raw = previous && predictTrees(previous, features, { output: "score" });
    scores.forEach((output, k) => {
      if (!raw) output.fill(base[k]! - before[k]!);
      else for (let row = 0; row < output.length; row++) output[row] = raw[row * base.length + k]! - before[k]!;
    });
  };
  start(workspace.scores, data.features);
  if (data.validation) start(workspace.validationScores, data.validation.features);
}

function watchOf({ workspace, objective, labels, validation, held, patience }: Booster): Watch | undefined {
  if (validation) return watchLoss(objective, validation, () => workspace.validationScores, patience);
  if (!held || held.length === 0) return undefined;
  return watchLoss(objective, pickRows(labels, held), () => pickScores(workspace.scores, held), patience);
}

/** Boosts up to `most` rounds; returns how many to keep. */
async function boost(booster: Booster, most: number, run: Run): Promise<number> {
  const { workspace, labels, objective, grower, assembly, round: options } = booster;
  const watch = watchOf(booster);
  let last = clock();
  for (let round = 1; round <= most; round++) {
    if (clock() - last > BREATH_MS) {
      await breathe();
      last = clock();
    }
    run.signal.throwIfAborted();
    for (let output = 0; output < objective.outputs; output++) {
      const tree = growRound(workspace, labels, objective, grower, round, output, options);
      assembly.add(
        tree ?? {
          nodes: [{ split: undefined, left: 0, right: 0, value: 0, cover: workspace.targets.length }],
          leaves: [],
        },
      );
    }
    run.progress(round, most);
    if (!watch) continue;
    const { loss, stop } = watch.look(round);
    run.log("loss", loss, round);
    if (stop) break;
  }
  return watch && Number.isFinite(booster.patience) ? watch.best : assembly.trees / objective.outputs;
}

function misfit(what: string, found: number, expected: number): TandemError {
  return new TandemError("trees/bad-data", {
    what,
    reason: `they have ${found} columns (or other outputs) and the training features ${expected}; use the same columns and classes`,
  });
}
