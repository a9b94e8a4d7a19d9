import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "tabular/bad-spec": { field: string; reason: string };
    "tabular/not-finite": { field: string; id: string; found: number };
    "tabular/unknown-category": { field: string; id: string; found: string; known: readonly string[] };
    "tabular/bad-date": { field: string; id: string; found: string };
    "tabular/malformed": { reason: string };
  }
}

declareErrors({
  "tabular/bad-spec": (d) => `the encoding of field "${d.field}": ${d.reason}`,
  "tabular/not-finite": (d) =>
    `sample ${d.id}: field "${d.field}" is ${d.found}; only finite or missing numbers can be learned from, so clean the field first`,
  "tabular/unknown-category": (d) =>
    `sample ${d.id}: field "${d.field}" is ${d.found}, which was not seen in training (${known(d.known)}); choose unknown: "ignore" or "rare", or train on samples that have it`,
  "tabular/bad-date": (d) =>
    `sample ${d.id}: field "${d.field}" is ${JSON.stringify(d.found)}, not an ISO 8601 date such as 2026-03-09 or 2026-03-09T08:30:00Z`,
  "tabular/malformed": (d) => `this is no encoding of this version of the toolkit: ${d.reason}; learn it again`,
});

function known(categories: readonly string[]): string {
  const shown = categories.slice(0, 10).join(", ");
  return categories.length > 10 ? `${shown} and ${categories.length - 10} more` : shown;
}
