import "./errors.ts";

export { fitBoosting } from "./boosting/boost.ts";
export type { BoostingData, TreeData } from "./boosting/data.ts";
export type { BoostingOptions, ColumnRef, ObjectiveName } from "./boosting/options.ts";
export { fitForest, type Forest } from "./forest/forest.ts";
export { fitIsolationForest, type IsolationOptions } from "./forest/isolation.ts";
export type { ForestOptions } from "./forest/options.ts";
export type { OutOfBagScores } from "./forest/out-of-bag.ts";
export type { CustomObjective } from "./objectives/custom.ts";
export type { ColumnTable, TreeFeatures } from "./binning/table.ts";
export { predictTrees, type PredictOptions } from "./predict/predict.ts";
export { treesCodec } from "./codec/codec.ts";
export { treeCount, type Link, type Trees } from "./trees.ts";
export {
  boostClassifier,
  classProbabilities,
  classTreesCodec,
  type ClassTrees,
  type Matrix,
} from "./estimators/classifier.ts";
export { boostRegressor } from "./estimators/regressor.ts";
export { explainInteractions, explainTrees } from "./explain/explain.ts";
export { dumpTrees, printTrees, type TreesDump } from "./explain/dump.ts";
export { treeImportance, type TreeImportance } from "./explain/importance.ts";
export { readLightgbm } from "./exchange/lightgbm.ts";
export { readXgboost } from "./exchange/xgboost.ts";
export { writeOnnx, type OnnxOptions } from "./exchange/onnx/write-onnx.ts";
