import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "trees/unknown-option": { option: string; closest: string | undefined; known: readonly string[] };
    "trees/bad-option": { option: string; found: string; expected: string };
    "trees/bad-data": { what: string; reason: string };
    "trees/too-big": { what: string; bytes: number; most: number };
    "trees/corrupt": { reason: string };
    "trees/unreadable": { what: string; reason: string };
  }
}

declareErrors({
  "trees/unknown-option": (d) =>
    `there is no option ${d.option}${d.closest === undefined ? "" : ` (is ${d.closest} meant?)`}; there are ${d.known.join(", ")}`,
  "trees/bad-option": (d) => `option ${d.option} is ${d.found}; it must be ${d.expected}`,
  "trees/bad-data": (d) => `${d.what}: ${d.reason}`,
  "trees/too-big": (d) =>
    `${d.what} needs ${d.bytes} bytes and at most ${d.most} can be had; train on fewer rows or columns, or with smaller maxLeaves`,
  "trees/unreadable": (d) => `${d.what} cannot be read or written as trees: ${d.reason}`,
  "trees/corrupt": (d) => `these are no trees: ${d.reason}; restore them from a backup or train again`,
});
