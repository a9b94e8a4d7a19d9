import { isSparse } from "@tandem/core";
import { denseMoments } from "./dense-moments.ts";
import type { KernelKind } from "./kernels/wasm.ts";
import type { FeatureMatrix } from "./rows.ts";
import { sparseMoments } from "./sparse-moments.ts";
import { wasmMoments } from "./wasm-moments.ts";

/** Weighted sums over rows: all that least squares needs to know of the data. */
export interface Moments {
  /** Sum of the weights. */
  readonly total: number;
  /** Column means, zeros where not centred; the target's comes last where there is one. */
  readonly means: Float64Array;
  /** Symmetric width x width sums of products about the means; the target is the last column. */
  readonly products: Float64Array;
  readonly width: number;
}

export interface MomentOptions {
  readonly target?: ArrayLike<number>;
  readonly weights?: Float64Array | undefined;
  /** Sums about the means rather than about zero. */
  readonly centred: boolean;
  /** Only every n-th row; default all. */
  readonly every?: number;
  readonly kernels?: KernelKind | undefined;
}

export function momentsOf(features: FeatureMatrix, options: MomentOptions): Moments {
  if (isSparse(features)) return sparseMoments(features, options);
  return (options.kernels === "plain" ? undefined : wasmMoments(features, options)) ?? denseMoments(features, options);
}
