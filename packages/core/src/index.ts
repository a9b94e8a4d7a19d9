export * from "./errors.ts";
export * from "./awaitable.ts";
export * from "./json.ts";
export {
  MISSING_BOOLEAN,
  MISSING_CODE,
  type At,
  type Codes,
  type Column,
  type ColumnData,
  type ColumnKind,
  type Keys,
  type Labels,
  type NumberKeys,
  type StringKeys,
} from "./column.ts";
export {
  isLabeled,
  type LabeledSample,
  type LabeledSamples,
  type Sample,
  type SampleId,
  type Samples,
  type TrainingSamples,
} from "./samples.ts";
export { labeledSamplesOf, samplesOf } from "./sample-rows.ts";
export { columnarSamples, type LabeledSampleTable, type SampleTable } from "./sample-columns.ts";
export { sampleTable, sharedSamples, withKinds, withoutLabels } from "./sample-views.ts";
export { setField } from "./set-field.ts";
export { digestSamples } from "./digest.ts";
export { shared } from "./shared-memory.ts";
export {
  countRows,
  isSparse,
  type Dataset,
  type DenseMatrix,
  type Features,
  type LabeledDataset,
  type SparseMatrix,
} from "./features.ts";
export { defineDataset, type DatasetBuilder, type DatasetDefinition } from "./dataset.ts";
export { abortable, deriveSeed, newRun, randomSequence, type Run, type RunOptions, type Signal } from "./run.ts";
export { jsonCodec, type Codec, type Encoded } from "./codec.ts";
export { decodeTensors, encodeTensors, type Tensor, type TensorArray } from "./tensors.ts";
export {
  classification,
  customTask,
  regression,
  type Classified,
  type Estimated,
  type Label,
  type Task,
  type TaskOf,
} from "./task.ts";
export { predictionsOf, type Outcomes, type OutcomeTable, type Prediction, type Predictions } from "./predictions.ts";
export {
  Model,
  type DecisionLeaf,
  type DecisionNode,
  type DecisionSplit,
  type Explanation,
  type FittedModel,
  type ModelStructure,
  type TrainOptions,
} from "./model.ts";
export { Classifier, sortedClasses, type ProbabilityRows } from "./classifier.ts";
export { Regressor } from "./regressor.ts";
export {
  fieldKinds,
  jsonSchemaOf,
  type FieldKinds,
  type Schema,
  type SchemaIssue,
  type SchemaOutput,
  type SchemaResult,
} from "./schema.ts";
export { absentFields, type AbsentFields } from "./absent-fields.ts";
export { closestWord } from "./closest-word.ts";
export { classifiedSchema, estimatedSchema } from "./outcome-schema.ts";
export { CONTRACT, type Artifact } from "./artifact.ts";
export {
  type AnyModelPackage,
  type ModelPackage,
  type TrainedModel,
  type TrainingOptions,
  type Traits,
} from "./model-package.ts";
export { defineModel, type ModelDefinition } from "./define-model.ts";
export { checkKey, checkRange, type ArtifactStore, type PutOptions, type StoredInfo } from "./store.ts";
export { soundKeyValues, type KeyValuePutOptions, type KeyValueStore } from "./key-value-store.ts";
export {
  rowKey,
  type Comparison,
  type Filter,
  type Row,
  type TableColumnType,
  type TableLayout,
  type TableQuery,
  type TableStore,
} from "./table-store.ts";
export {
  type SearchDocument,
  type SearchHit,
  type SearchLayout,
  type SearchQuery,
  type SearchStore,
} from "./search-store.ts";
export { type StorageFormat, type Technology, type TechnologyCapabilities } from "./technology.ts";
export { memoryStore } from "./memory-store.ts";
export { listVersions, loadArtifact, loadModel, loadRecords, saveModel, type ModelRef } from "./persistence.ts";
export { concatBytes, createSha256, sha256, type Hash } from "./sha256.ts";
export { utf8Bytes, utf8Text } from "./text.ts";
export { logger, logTo, type LogEntry, type Logger, type LogLevel, type LogSink } from "./logger.ts";
export {
  defineEndpoint,
  defineImplementation,
  implementModel,
  modelEndpoint,
  type AnyImplementation,
  type Answering,
  type Asked,
  type EndpointType,
  type Implementation,
  type ImplementationDefinition,
  type ModelImplementation,
  type Storages,
  type Surroundings,
} from "./endpoint.ts";
