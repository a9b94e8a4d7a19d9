import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "metric/too-few": { metric: string; needed: number; found: number };
    "metric/misaligned": { metric: string; what: string; expected: number; found: number };
    "metric/bad-value": { metric: string; what: string; row: number; found: string; expected: string };
    "metric/unknown-label": { metric: string; what: string; row: number; label: string; known: readonly string[] };
    "metric/one-class": { metric: string; label: string };
    "metric/no-weight": { metric: string };
    "metric/bad-option": { metric: string; option: string; found: string; expected: string };
    "report/empty": { model: string };
    "report/malformed": { where: string; reason: string };
    "report/unknown-format": { found: string; known: readonly string[] };
    "tune/bad-space": { parameter: string; reason: string };
    "tune/other-journal": { reason: string };
    "tune/no-metric": { metric: string; fold: number; known: readonly string[] };
    "tune/all-failed": { trials: number; reason: string };
    "tune/thread-failed": { reason: string };
    "split/too-few": { splitter: string; what: string; needed: number; found: number };
    "split/bad-option": { splitter: string; option: string; found: string; expected: string };
    "split/missing": { splitter: string; what: string; remedy: string };
  }
}

declareErrors({
  "metric/too-few": (d) => `${d.metric} needs at least ${d.needed} samples but there are ${d.found}`,
  "metric/misaligned": (d) =>
    `${d.metric}: ${d.found} ${d.what} for ${d.expected} labels; give one per label, in the same order`,
  "metric/bad-value": (d) => `${d.metric}: ${d.what} of row ${d.row} is ${d.found}, expected ${d.expected}`,
  "metric/unknown-label": (d) =>
    `${d.metric}: ${d.what} of row ${d.row} is ${d.label}, which is none of the classes ${d.known.join(", ")}; list it in classes`,
  "metric/one-class": (d) =>
    `${d.metric} needs two classes but every sample with weight is ${d.label}; use more samples or stratified folds`,
  "metric/no-weight": (d) => `${d.metric}: all weights are zero; give at least one sample a weight`,
  "metric/bad-option": (d) => `${d.metric}: option ${d.option} is ${d.found}, expected ${d.expected}`,
  "report/empty": (d) => `the report of ${d.model} has no folds; give at least one with its predictions`,
  "report/malformed": (d) => `this is no performance report: ${d.where} ${d.reason}; build it again with buildReport`,
  "report/unknown-format": (d) =>
    `the report's format is ${d.found}, but this version reads ${d.known.join(", ")}; use the version that wrote it or build it again`,
  "tune/bad-space": (d) => `parameter ${d.parameter} ${d.reason}`,
  "tune/other-journal": (d) =>
    `the journal is of another search: ${d.reason}; give a new journal, or the data and options it began with`,
  "tune/no-metric": (d) =>
    `fold ${d.fold} gives no ${d.metric}, only ${d.known.join(", ")}; choose another metric, or folds that hold both classes`,
  "tune/all-failed": (d) => `none of ${d.trials} trials could be completed: ${d.reason}`,
  "tune/thread-failed": (d) => `a thread of the search failed: ${d.reason}`,
  "split/too-few": (d) =>
    `${d.splitter} needs at least ${d.needed} ${d.what} but there are ${d.found}; use fewer folds or more data`,
  "split/bad-option": (d) => `${d.splitter}: option ${d.option} is ${d.found}, expected ${d.expected}`,
  "split/missing": (d) => `${d.splitter} needs ${d.what} and the samples have none; ${d.remedy}`,
});
