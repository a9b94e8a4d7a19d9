import "./errors.ts";

export { type AliasChange, type ChangeReason } from "./changes.ts";
export { type Comparison } from "./compare.ts";
export { type RegistryLocation } from "./database.ts";
export { type Document } from "./documents.ts";
export { type Experiment } from "./experiments.ts";
export { type GarbageOptions } from "./garbage.ts";
export { type Lineage, type RecordedPredictions } from "./lineage.ts";
export { type ModelDescription, type RegisteredModel } from "./models.ts";
export { parseReference, type Selector } from "./names.ts";
export { Registry } from "./registry.ts";
export { type RouteRecord } from "./routes.ts";
export { type RunCondition, type RunOrder } from "./run-conditions.ts";
export { type MetricEntry, type NewRun, type RegisteredRun, type RunHead, type RunStatus } from "./run.ts";
export { type RunQuery } from "./search-runs.ts";
export { type NewVersion, type Parent, type RegisteredVersion, type VersionPage } from "./version.ts";
