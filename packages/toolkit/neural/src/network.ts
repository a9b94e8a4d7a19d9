import { TandemError, type Json, type Label, type Signal } from "@tandem/core";
import { rowsOf, type Numbers } from "./batches.ts";
import { apply, backendFor, weightsOf, type Graph } from "./graph.ts";
import { predictionsOf, type Head } from "./head.ts";
import { compute, type BackendName, type Runtime } from "./runtime.ts";
import { release } from "./topology.ts";

/** A trained network. Its weights live outside the JavaScript heap until `dispose`. */
export class Network<L extends Label = Label> {
  readonly #runtime: Runtime;
  readonly #graph: Graph;
  readonly #backend: BackendName;
  #disposed = false;

  constructor(
    runtime: Runtime,
    graph: Graph,
    /** Keras JSON of the layers. */
    readonly topology: Json,
    readonly head: Head<L>,
  ) {
    this.#runtime = runtime;
    this.#graph = graph;
    const blank = new Float32Array(this.columns);
    this.#backend = backendFor(runtime, () => void apply(runtime, graph, blank, 1, false));
  }

  /** How many numbers a row of features has. */
  get columns(): number {
    return this.#graph.inputShape.reduce((product, next) => product * next, 1);
  }
  /** The sorted classes of a classifier; none for a regressor. */
  get classes(): readonly L[] {
    return this.head.kind === "classes" ? this.head.classes : [];
  }
  /** What computes its predictions: `tensorflow`, `wasm` or `cpu`. */
  get backend(): BackendName {
    return this.#backend;
  }

  /**
   * Probabilities (rows x classes, row-major) of a classifier, values of a regressor. The event loop gets its turn
   * between chunks of about a million numbers; that is where `signal` is looked at.
   * @throws TandemError `neural/bad-features`
   */
  async predict(features: Numbers, signal?: Signal): Promise<Float64Array> {
    const { tf } = this.#runtime;
    if (features.columns !== this.columns)
      throw new TandemError("neural/bad-features", {
        reason: `rows have ${features.columns} numbers but the network learned from ${this.columns}`,
      });
    const width = Math.max(1, this.classes.length);
    const predictions = new Float64Array(features.rows * width);
    const chunk = Math.max(1, Math.floor(2 ** 20 / Math.max(1, this.columns)));
    for (let start = 0; start < features.rows; start += chunk) {
      if (start > 0) await tf.nextFrame();
      signal?.throwIfAborted();
      const end = Math.min(features.rows, start + chunk);
      predictions.set(
        predictionsOf(this.head, this.#outputs(rowsOf(features, start, end), end - start)),
        start * width,
      );
    }
    return predictions;
  }

  /** A copy of the weights, in the order of the layers. */
  weights(): readonly { readonly shape: readonly number[]; readonly data: Float32Array }[] {
    const data = weightsOf(this.#runtime, this.#backend, this.#graph);
    return this.#graph.model.weights.map((weight, i) => ({ shape: weight.shape as number[], data: data[i]! }));
  }

  /** Frees the weights; idempotent. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    release(this.#graph.model);
  }

  #outputs(rows: Float32Array, count: number): Float32Array {
    return compute(this.#runtime, this.#backend, () =>
      apply(this.#runtime, this.#graph, rows, count, false).dataSync<"float32">(),
    );
  }
}
