import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "registry/no-such-run": { run: string };
    "registry/no-such-experiment": { experiment: string };
    "registry/experiment-exists": { experiment: string };
    "registry/model-exists": { model: string };
    "registry/no-such-model": { model: string; known: readonly string[] };
    "registry/no-such-version": { model: string; version: string };
    "registry/no-such-alias": { model: string; alias: string; known: readonly string[] };
    "registry/bad-reference": { reference: string };
    "registry/bad-name": { what: string; name: string; reason: string };
    "registry/bad-value": { what: string; found: string; expected: string };
    "registry/run-exists": { run: string };
    "registry/parameter-changed": { run: string; parameter: string; before: string; now: string };
    "registry/run-finished": { run: string; status: string };
    "registry/run-deleted": { run: string };
    "registry/nothing-to-roll-back": { model: string; alias: string };
    "registry/alias-moved": { model: string; alias: string; from: number | null; now: number | null };
    "registry/in-use": { model: string; version: string; by: string };
    "registry/too-new": { found: number; known: number };
  }
}

declareErrors({
  "registry/no-such-run": (d) => `there is no run ${d.run}; list runs with: tandem runs`,
  "registry/no-such-experiment": (d) => `there is no experiment "${d.experiment}"`,
  "registry/experiment-exists": (d) => `there is an experiment "${d.experiment}" already; choose another name`,
  "registry/model-exists": (d) => `there is a model "${d.model}" already; choose another name`,
  "registry/no-such-model": (d) => `no model "${d.model}" is registered; registered: ${d.known.join(", ") || "none"}`,
  "registry/no-such-version": (d) =>
    `${d.model} has no version ${d.version}; list versions with: tandem versions ${d.model}`,
  "registry/no-such-alias": (d) => `${d.model} has no alias "${d.alias}"; it has: ${d.known.join(", ") || "none"}`,
  "registry/bad-reference": (d) =>
    `"${d.reference}" names no version; write model@3, model@champion or model@ and the first digits of its digest`,
  "registry/bad-name": (d) => `"${d.name}" is no ${d.what}: ${d.reason}`,
  "registry/bad-value": (d) => `${d.what} is ${d.found}; give ${d.expected}`,
  "registry/run-exists": (d) => `there is a run ${d.run} already; leave the id out, and one is made`,
  "registry/parameter-changed": (d) =>
    `run ${d.run}: parameter "${d.parameter}" is ${d.before} and cannot become ${d.now}; start another run`,
  "registry/run-finished": (d) => `run ${d.run} is ${d.status} and takes no more entries; start another run`,
  "registry/run-deleted": (d) => `run ${d.run} is deleted and takes no more entries; restore it first`,
  "registry/nothing-to-roll-back": (d) =>
    `alias "${d.alias}" of ${d.model} has pointed at one version only; there is nothing to roll back to`,
  "registry/alias-moved": (d) =>
    `alias "${d.alias}" of ${d.model} points at ${d.now === null ? "no version" : `version ${d.now}`} now, and no longer at ${d.from === null ? "none" : `version ${d.from}`}: somebody moved it meanwhile; look at it again`,
  "registry/in-use": (d) => `${d.model}@${d.version} cannot be removed: ${d.by}`,
  "registry/too-new": (d) =>
    `the registry's tables are of revision ${d.found}, this program knows ${d.known}; upgrade tandem`,
});
