import type { Optimizer, Scalar, Tensor } from "@tensorflow/tfjs-core";
import { TandemError, type Run } from "@tandem/core";
import { rowsOf, shuffle, take, type Numbers } from "./batches.ts";
import type { Settings } from "./definition.ts";
import { apply, backendFor, reseed, setWeights, trainableVariables, weightsOf, type Graph } from "./graph.ts";
import { lossOf, unitsOf, type Head } from "./head.ts";
import { compute, type BackendName, type Core, type Runtime } from "./runtime.ts";
import { holdOut } from "./split.ts";

/** Rows to learn from or to watch: targets are rows x output units, weights have mean 1. */
export interface Part {
  readonly features: Numbers;
  readonly targets: Float32Array;
  readonly weights: Float32Array;
}
export interface Trainee {
  readonly runtime: Runtime;
  readonly graph: Graph;
  readonly head: Head;
  optimizer(tf: Core): Optimizer;
}
interface Trainer extends Trainee {
  readonly backend: BackendName;
  readonly solver: Optimizer;
}
interface Batch {
  readonly part: Part;
  readonly start: number;
  readonly end: number;
  readonly order?: Int32Array;
}

/** Trains the graph in place; with early stopping its weights are those of the best epoch afterwards. */
export async function trainGraph(
  trainee: Trainee,
  settings: Settings,
  part: Part,
  validation: Part | undefined,
  run: Run,
): Promise<void> {
  const { runtime, graph, head } = trainee;
  const initial = weightsOf(runtime, runtime.fastest, graph);
  const backend = backendFor(runtime, () => void gradients(trainee, { part, start: 0, end: 1 }));
  setWeights(runtime, backend, graph, initial);
  const solver = compute(runtime, backend, () => ({ optimizer: trainee.optimizer(runtime.tf) })).optimizer;
  const trainer: Trainer = { ...trainee, backend, solver };
  const { earlyStopping } = settings;
  const split =
    earlyStopping && !validation
      ? holdOut(part.targets, unitsOf(head), head.kind === "classes", earlyStopping.holdout, run.random)
      : undefined;
  const order = split?.train ?? Int32Array.from({ length: part.features.rows }, (_, row) => row);
  const watched = validation ? { part: validation, order: undefined } : split && { part, order: split.watch };
  try {
    await epochs(trainer, settings, part, order, watched, run);
  } finally {
    solver.dispose();
  }
}

async function epochs(
  trainer: Trainer,
  settings: Settings,
  part: Part,
  order: Int32Array,
  watched: { readonly part: Part; readonly order: Int32Array | undefined } | undefined,
  run: Run,
): Promise<void> {
  const { runtime, backend, graph } = trainer;
  const { earlyStopping } = settings;
  let best = { loss: Infinity, epoch: 0, weights: undefined as Float32Array[] | undefined };
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, run.random);
    const loss = await oneEpoch(trainer, settings.batchSize, part, order, epoch, run);
    run.log("loss", loss, epoch);
    const rows = watched && (watched.order?.length ?? watched.part.features.rows);
    const judged = watched && rows ? evaluate(trainer, watched.part, rows, watched.order) : loss;
    if (watched && rows) run.log("validation-loss", judged, epoch);
    if (!Number.isFinite(judged) || !Number.isFinite(loss)) throw new TandemError("neural/diverged", { epoch });
    run.progress(epoch + 1, settings.epochs);
    if (!earlyStopping) continue;
    if (judged < best.loss - earlyStopping.minDelta)
      best = { loss: judged, epoch, weights: weightsOf(runtime, backend, graph) };
    else if (epoch - best.epoch >= earlyStopping.patience) break;
  }
  if (best.weights) setWeights(runtime, backend, graph, best.weights);
  run.progress(settings.epochs, settings.epochs);
}

/** One pass in batches; returns the mean loss, penalties included, as it was while the weights moved. */
async function oneEpoch(
  trainer: Trainer,
  size: number,
  part: Part,
  order: Int32Array,
  epoch: number,
  run: Run,
): Promise<number> {
  const { runtime, backend, graph, solver } = trainer;
  const batches = Math.ceil(order.length / size);
  let sum = 0;
  for (let i = 0; i < batches; i++) {
    const batch = { part, order, start: i * size, end: Math.min(order.length, (i + 1) * size) };
    reseed(graph, run.seed, epoch * batches + i);
    sum +=
      (batch.end - batch.start) *
      compute(runtime, backend, () => {
        const { value, grads } = gradients(trainer, batch);
        solver.applyGradients(grads);
        return value.dataSync()[0]!;
      });
    await runtime.tf.nextFrame();
    run.signal.throwIfAborted();
  }
  return sum / order.length;
}

function gradients({ runtime, graph, head }: Trainee, batch: Batch) {
  const { tf } = runtime;
  return tf.variableGrads(() => {
    const data = tf.div(batchLoss({ runtime, graph, head }, batch, true), batch.end - batch.start);
    return graph.model.calculateLosses().reduce<Tensor>((sum, penalty) => tf.add(sum, penalty), data) as Scalar;
  }, trainableVariables(graph));
}

/** Mean loss per unit of weight over rows that are not trained on, without penalties or dropout. */
function evaluate(trainer: Trainer, part: Part, rows: number, order: Int32Array | undefined): number {
  const { runtime, backend } = trainer;
  let sum = 0;
  let weight = 0;
  for (let start = 0; start < rows; start += 1024) {
    const end = Math.min(rows, start + 1024);
    sum += compute(
      runtime,
      backend,
      () => batchLoss(trainer, { part, start, end, ...(order ? { order } : {}) }, false).dataSync()[0]!,
    );
    for (const one of take(part.weights, 1, start, end, order)) weight += one;
  }
  return sum / weight;
}

function batchLoss(
  { runtime, graph, head }: Pick<Trainee, "runtime" | "graph" | "head">,
  { part, start, end, order }: Batch,
  training: boolean,
) {
  const { tf } = runtime;
  const rows = end - start;
  const units = unitsOf(head);
  const outputs = apply(runtime, graph, rowsOf(part.features, start, end, order), rows, training);
  const targets = tf.tensor2d(take(part.targets, units, start, end, order), [rows, units]);
  const weights = tf.tensor2d(take(part.weights, 1, start, end, order), [rows, 1]);
  return tf.sum(lossOf(tf, head, outputs, targets, weights));
}
