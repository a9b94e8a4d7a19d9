import "./errors.ts";

export { runChecks, type Check, type CheckResult, type Skips } from "./check.ts";
export { codecChecks, type CodecCheckName, type CodecCheckOptions } from "./codec/checks.ts";
export { difference } from "./difference.ts";
export { modelChecks, type ModelCheckName } from "./model/checks.ts";
export type { CheckSamples, ModelCheckOptions } from "./model/subject.ts";
export { storeChecks, type OpenStore, type StoreCheckName, type StoreCheckOptions } from "./store/checks.ts";
