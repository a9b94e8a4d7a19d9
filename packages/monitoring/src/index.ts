import "./errors.ts";

export { chiSquareTest, type ChiSquareTest } from "./drift/chi-square.ts";
export { driftOf, type DriftRecord } from "./drift/drift.ts";
export { ksTest, type KsTest } from "./drift/kolmogorov-smirnov.ts";
export { populationStability } from "./drift/population-stability.ts";
export { profileOf, type FieldProfile, type Profile } from "./drift/profile.ts";
export { watchDrift, type DriftAlert, type DriftOptions, type DriftWatch } from "./drift/watch-drift.ts";
export { logAnswers, type AnswerLogOptions } from "./logs/log-answers.ts";
export { pinoSink, type PinoLike } from "./logs/pino-sink.ts";
export { serviceMetrics, type ServiceMetrics } from "./metrics/service-metrics.ts";
export { labelPredictions, type GivenLabel } from "./predictions/label-predictions.ts";
export { liveMetrics, type LiveMetrics, type LiveQuery } from "./predictions/live-metrics.ts";
export { logPredictions, type PredictionLog, type PredictionLogOptions } from "./predictions/log-predictions.ts";
export { predictionLayout, type PredictionRow } from "./predictions/prediction-row.ts";
export { predictionTable } from "./predictions/prediction-table.ts";
export { redacted } from "./predictions/redact.ts";
export { traceQuestions, type TraceOptions } from "./traces/trace-questions.ts";
