import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "matrix/not-finite": { what: string; row: number; column?: string; found: number };
    "matrix/misaligned": { what: string; expected: number; found: number };
    "matrix/columns-differ": { expected: number; found: number };
    "matrix/one-class": { found: string };
    "matrix/unknown-class": { row: number; found: string; known: readonly string[] };
    "matrix/bad-option": { option: string; found: string; allowed: string };
    "matrix/bad-weights": { reason: string };
    "matrix/malformed": { reason: string };
  }
}

declareErrors({
  "matrix/not-finite": (d) =>
    `${d.what} hold ${d.found} at row ${d.row}${d.column === undefined ? "" : `, column ${d.column}`}; impute missing values and remove infinite ones before fitting or predicting`,
  "matrix/misaligned": (d) => `${d.found} ${d.what} for ${d.expected} rows; give one per row`,
  "matrix/columns-differ": (d) =>
    `the features have ${d.found} columns but the model was fitted on ${d.expected}; build them by the encoding it was fitted with`,
  "matrix/one-class": (d) =>
    `all labels are ${d.found}; a classifier needs at least two classes, so check the label column and its filters`,
  "matrix/unknown-class": (d) =>
    `the label ${d.found} at row ${d.row} is none of the known classes ${d.known.join(", ")}; fit anew without a previous estimator`,
  "matrix/bad-option": (d) => `option ${d.option} is ${d.found}; it must be ${d.allowed}`,
  "matrix/bad-weights": (d) => `${d.reason}; weights must be finite, not negative and not all zero`,
  "matrix/malformed": (d) => `malformed matrix: ${d.reason}`,
});
