import "./errors.ts";
export { evaluate, type EvaluateOptions, type Metrics } from "./evaluate.ts";
export { summarize, type MetricSummary } from "./summarize.ts";
export { higherIsBetter, METRICS } from "./metric-direction.ts";
export type { Fold, Splittable, Splitter } from "./split/splitter.ts";
export { kFold, type FoldOptions } from "./split/k-fold.ts";
export { stratifiedKFold } from "./split/stratified-k-fold.ts";
export { groupKFold, type GroupOptions } from "./split/group-k-fold.ts";
export { timeSeriesSplit, type TimeSeriesOptions } from "./split/time-series-split.ts";
export { shuffleSplit, type ShuffleSplitOptions } from "./split/shuffle-split.ts";
export { repeated } from "./split/repeated.ts";
export type { Weighted } from "./metrics/inputs.ts";
export { confusionMatrix, type ClassOptions, type ConfusionMatrix } from "./metrics/confusion.ts";
export { accuracy, balancedAccuracy, cohenKappa, matthews } from "./metrics/agreement.ts";
export {
  classScores,
  f1,
  fBeta,
  precision,
  recall,
  type Average,
  type AverageOptions,
  type ClassScores,
} from "./metrics/precision-recall.ts";
export type { BinaryOptions } from "./metrics/thresholds.ts";
export { rocAuc, rocCurve, type RocCurve } from "./metrics/roc.ts";
export { averagePrecision, precisionRecallCurve, type PrecisionRecallCurve } from "./metrics/precision-recall-curve.ts";
export type { ProbabilityOptions } from "./metrics/probabilities.ts";
export { brier, logLoss } from "./metrics/proper-scores.ts";
export { multiclassAveragePrecision, multiclassRocAuc, type MulticlassOptions } from "./metrics/multiclass-auc.ts";
export {
  calibrationCurve,
  calibrationError,
  type CalibrationCurve,
  type CalibrationOptions,
} from "./metrics/calibration-curve.ts";
export {
  dcg,
  ndcg,
  rankingScores,
  type RankedList,
  type RankingOptions,
  type RankingScores,
} from "./metrics/ranking.ts";
export { bias, mae, mape, maxError, medianAbsoluteError, mse, pinball, r2, rmse } from "./metrics/regression.ts";
export { buildReport, prepareFold } from "./report/build.ts";
export { renderReport } from "./report/render.ts";
export { readReport } from "./report/read.ts";
export { drawChart } from "./report/draw.ts";
export {
  REPORT_FORMAT,
  type Chart,
  type ChartSpec,
  type Report,
  type ReportedFold,
  type ReportFold,
  type ReportInput,
  type ReportRecord,
} from "./report/report.ts";
export {
  permutationImportance,
  type FieldImportance,
  type Importance,
  type ImportanceOptions,
  type Predictor,
} from "./importance/permutation-importance.ts";
export { partialDependence, type Dependence, type DependenceOptions } from "./importance/partial-dependence.ts";
export {
  understandModel,
  type Explained,
  type Explainer,
  type Understanding,
  type UnderstandOptions,
} from "./importance/understand-model.ts";
export {
  choice,
  real,
  whole,
  type ChoiceParameter,
  type Parameter,
  type ParametersOf,
  type RealParameter,
  type Space,
  type WholeParameter,
} from "./tune/space.ts";
export {
  randomSearch,
  type Halving,
  type Parameters,
  type Sampler,
  type Strategy,
  type Tried,
} from "./tune/strategy.ts";
export { tpe, type TpeOptions } from "./tune/tpe.ts";
export { successiveHalving, type HalvingOptions } from "./tune/halving.ts";
export type { Journal, JournalEntry } from "./tune/journal.ts";
export { inThisThread, type TrialExecutor } from "./tune/executor.ts";
export { evaluateFold, type TrialModel } from "./tune/evaluate-fold.ts";
export { tune, type Tuned, type TuneOptions } from "./tune/tune.ts";
export type { TrialJob } from "./tune/trial-job.ts";
export type { TrialResult } from "./tune/trial.ts";
export { inThreads, type ThreadExecutor, type ThreadOptions } from "./tune/thread-executor.ts";
export { fileJournal } from "./tune/file-journal.ts";
export { nestedCrossvalidate, type Nested, type NestedFold, type NestedOptions } from "./tune/nested.ts";
