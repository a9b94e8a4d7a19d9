import "./errors.ts";
export { createModel, type Created, type CreateOptions } from "./create-model.ts";
export { orNone, predictWithModel, type PredictOptions, type SampleBatches } from "./predict-with-model.ts";
export { predictInto, type BatchSource, type PredictedInto, type PredictIntoOptions } from "./batch/predict-into.ts";
export { fileSink } from "./batch/file-sink.ts";
export { keyValueSink, predictionValueSchema } from "./batch/kv-sink.ts";
export { predictionLayout, tableSink } from "./batch/table-sink.ts";
export { CsvLines, ndjsonLines, type PredictionFormat } from "./batch/prediction-text.ts";
export { type AnyPredictions, type PredictionSink, type SinkMark } from "./batch/sink.ts";
export { crossvalidateModel, type Crossvalidation, type CrossvalidateOptions } from "./crossvalidate-model.ts";
export { type FoldResult } from "./folds/held-out.ts";
export { type Parallel } from "./folds/choose-threads.ts";
export { importPackage, isModelPackage } from "./folds/import-package.ts";
export { newestVersion, openModel } from "./versions.ts";
export { checkedRows, checkPredictions, digestPredictions, type PredictionCheck } from "./prediction-check.ts";
export { importableFrom } from "./folds/import-package.ts";
export { type FlowName, type OnProgress, type ProgressEvent } from "./progress.ts";
export { type RunRecord } from "./run-record.ts";
export { codeVersion, type CodeVersion } from "./code-version.ts";
export { createApp, type App } from "./create-app.ts";
export {
  type AnySource,
  type AppDefinition,
  type AppModel,
  type AppSource,
  type SampleSource,
  type SourceReading,
} from "./app-definition.ts";
