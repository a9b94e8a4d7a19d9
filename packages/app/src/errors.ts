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
});

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.join(", ") : "none";
}
