import "./errors.ts";

export { runChecks, type Check, type CheckResult, type Skips } from "./check.ts";
export { codecChecks, type CodecCheckName, type CodecCheckOptions } from "./codec/checks.ts";
export { difference } from "./difference.ts";
export {
  keyValueChecks,
  type KeyValueCheckName,
  type KeyValueCheckOptions,
  type OpenKeyValues,
} from "./key-value/checks.ts";
export { modelChecks, type ModelCheckName, type ModelCheckOptions } from "./model/checks.ts";
export type { CheckSamples } from "./model/subject.ts";
export { labeledCsv, type LabeledCsvOptions } from "./samples/labeled-csv.ts";
export { storeChecks, type StoreCheckName, type StoreCheckOptions } from "./store/checks.ts";
export type { OpenStore } from "./store/opened.ts";
export { searchChecks, type OpenSearch, type SearchCheckName, type SearchCheckOptions } from "./search/checks.ts";
export { tableChecks, type OpenTable, type TableCheckName } from "./table/checks.ts";
