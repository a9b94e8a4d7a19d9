import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "frame/not-installed": { reason: string };
    "frame/no-such-column": { column: string; known: readonly string[] };
    "frame/wrong-value": { column: string; row: number; expected: string; found: string };
    "frame/misaligned": { what: string; expected: number; found: number };
  }
}

declareErrors({
  "frame/not-installed": (d) =>
    `danfojs-node cannot be loaded: ${d.reason}; add the overrides that the README of @tandem/toolkit-frame lists to ` +
    `your root package.json, then run npm install danfojs-node@1.2.0`,
  "frame/no-such-column": (d) => `the frame has no column "${d.column}"; its columns: ${d.known.join(", ") || "none"}`,
  "frame/wrong-value": (d) => `frame column "${d.column}", row ${d.row}: ${d.found} where ${d.expected} is expected`,
  "frame/misaligned": (d) =>
    `${d.what} has ${d.found} values for the ${d.expected} rows of the frame; give one per row`,
});
