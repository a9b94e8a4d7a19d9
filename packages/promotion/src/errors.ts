import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "promotion/refused": { model: string; version: number; alias: string; failures: readonly string[] };
    "promotion/needs-reason": { model: string; version: number; alias: string };
    "promotion/unknown-stage": { alias: string; known: readonly string[] };
    "promotion/bad-rule": { metric: string; reason: string };
    "promotion/no-held-out": { model: string; reason: string };
  }
}

declareErrors({
  "promotion/refused": (d) =>
    `${d.model}@${d.version} does not become ${d.alias}:\n${d.failures.map((failure) => `  ${failure}`).join("\n")}\nTo promote it all the same, give a reason with --override; it is kept.`,
  "promotion/needs-reason": (d) =>
    `${d.model}@${d.version} can become ${d.alias} past its gates only with a reason, which is kept; write why`,
  "promotion/unknown-stage": (d) => `there is no stage "${d.alias}"; the stages are ${d.known.join(", ") || "none"}`,
  "promotion/bad-rule": (d) => `the gate on metric "${d.metric}" cannot be used: ${d.reason}`,
  "promotion/no-held-out": (d) => `${d.model} has no held-out data to compare versions on: ${d.reason}`,
});
