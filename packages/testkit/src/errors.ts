import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "check/failed": { check: string; reason: string };
    "check/unknown": { suite: string; check: string; known: readonly string[] };
    "check/no-reason": { suite: string; check: string };
    "check/bad-file": { file: string; row: number; reason: string };
  }
}

declareErrors({
  "check/failed": (d) => `${d.check}: ${d.reason}`,
  "check/unknown": (d) => `${d.suite}: no check is called "${d.check}"; they are: ${d.known.join("; ")}`,
  "check/bad-file": (d) => `${d.file}:${d.row}: ${d.reason}`,
  "check/no-reason": (d) => `${d.suite}: the check "${d.check}" is skipped without a reason; say why it does not apply`,
});
