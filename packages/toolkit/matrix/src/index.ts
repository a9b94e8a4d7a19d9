import "./errors.ts";

export type { DenseMatrix, SparseMatrix } from "@tandem/core";
export type { FeatureMatrix } from "./rows.ts";
export type { TrainingData } from "./training-data.ts";
export {
  linearRegression,
  ridge,
  type LinearEstimator,
  type LinearOptions,
  type RidgeOptions,
} from "./linear-regression.ts";
export { logisticRegression, type LogisticEstimator, type LogisticOptions } from "./logistic-regression.ts";
export type { ClassWeights } from "./class-weights.ts";
export { decisionScores, predictLinear, predictProbabilities } from "./predict.ts";
export { distances, multiply, type ProductOptions } from "./products.ts";
export { linearCodec, logisticCodec } from "./estimator-codecs.ts";
export { denseOf, joinColumns, sparseOf, toDense, toSparse } from "./layouts.ts";
export {
  CholeskyDecomposition,
  determinant,
  EigenvalueDecomposition,
  fromMatrix,
  inverse,
  LuDecomposition,
  Matrix,
  matrixCodec,
  pseudoInverse,
  QrDecomposition,
  SingularValueDecomposition,
  solve,
  toMatrix,
} from "./ml-matrix.ts";
