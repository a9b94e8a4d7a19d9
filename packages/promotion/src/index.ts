import "./errors.ts";

export { copyArtifact } from "./copy-artifact.ts";
export { freshProcessGate, type FreshProcessGate } from "./fresh-process-gate.ts";
export { isHeldOut, splitHeldOut } from "./held-out.ts";
export { metricGate, type MetricGate, type MetricRule, type ModelSide } from "./metric-gate.ts";
export { pairedBootstrap, type PairedDifference } from "./paired-bootstrap.ts";
export { promote, type Promotion, type PromoteOptions } from "./promote.ts";
export { promotionsOf, storeOf, type PromotionRecord } from "./records.ts";
export { serviceGate, type ServiceGate, type ServiceInstance } from "./service-gate.ts";
export { DEFAULT_STAGES, nextStage, stageGate, type Stage } from "./stages.ts";
export type { GateResult } from "./gate-result.ts";
