import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "app/unknown-model": { name: string; known: readonly string[] };
    "app/unknown-source": { name: string; known: readonly string[] };
    "app/no-source": { model: string };
    "app/unlabeled": { model: string; flow: string };
    "app/no-version": { model: string };
    "app/unknown-version": { model: string; version: string; known: readonly string[] };
    "app/needs-all-rows": { model: string };
    "app/not-importable": { model: string; reason: string };
    "app/bad-parallel": { found: string };
    "app/thread-ended": { model: string; reason: string };
    "app/journal-differs": { journal: string; differences: readonly string[] };
    "app/source-changed": { source: string; journal: string; rows: number };
    "app/output-changed": { output: string; reason: string };
    "app/already-running": { lock: string; by: string };
  }
}

declareErrors({
  "app/unknown-model": (d) => `there is no model "${d.name}"; the models are ${listed(d.known)}`,
  "app/unknown-source": (d) => `there is no source "${d.name}"; the sources are ${listed(d.known)}`,
  "app/no-source": (d) => `model "${d.model}" names no source; name one for it, or pass the samples`,
  "app/unlabeled": (d) =>
    `${d.flow} ${d.model} needs labelled samples, but these have no labels; name the label column of their source`,
  "app/no-version": (d) => `no version of ${d.model} has been saved in this store; train it first`,
  "app/unknown-version": (d) => `${d.model} has no version ${d.version} in this store; it has ${listed(d.known)}`,
  "app/needs-all-rows": (d) =>
    `${d.model} predicts each row from the whole batch (its traits say so), so its samples cannot be streamed; pass them as one Samples`,
  "app/not-importable": (d) =>
    `a worker thread cannot import ${d.model}: ${d.reason}; give defineModel \`module: import.meta.url\` in the module that exports it, and build it`,
  "app/bad-parallel": (d) =>
    `parallel is ${d.found} but must be true, false, "auto" or a whole number of threads, at least 1`,
  "app/thread-ended": (d) =>
    `a worker thread that cross-validated ${d.model} ended early: ${d.reason}; where it was memory, use fewer threads with \`parallel\``,
  "app/journal-differs": (d) =>
    `${d.journal} tells of an unfinished run that is not this one: ${d.differences.join("; ")}; go on with that one as it was, or start anew with \`restart\` (--restart)`,
  "app/source-changed": (d) =>
    `${d.source} no longer gives the samples after row ${d.rows} that the unfinished run in ${d.journal} has predicted; start anew with \`restart\` (--restart)`,
  "app/output-changed": (d) =>
    `${d.output}, which an unfinished run was writing, cannot be gone on with: ${d.reason}; start anew with \`restart\` (--restart)`,
  "app/already-running": (d) =>
    `another process is at the same work (${d.by}); wait for it, or remove ${d.lock} where it is certain that there is none`,
});

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.join(", ") : "none";
}
