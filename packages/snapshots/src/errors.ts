import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "snapshot/not-found": { dataset: string; snapshot: string; known: readonly string[] };
    "snapshot/ambiguous": { dataset: string; snapshot: string; matches: readonly string[] };
    "snapshot/bad-name": { what: string; name: string };
    "snapshot/tag-exists": { dataset: string; tag: string; snapshot: string };
    "snapshot/corrupt": { dataset: string; snapshot: string; file: string; reason: string };
    "snapshot/target-exists": { path: string };
    "snapshot/no-data": { path: string };
  }
}

declareErrors({
  "snapshot/not-found": (d) =>
    `${d.dataset} has no snapshot or tag "${d.snapshot}"; it has: ${d.known.join(", ") || "none"}`,
  "snapshot/ambiguous": (d) =>
    `"${d.snapshot}" fits several snapshots of ${d.dataset}: ${d.matches.join(", ")}; give more digits`,
  "snapshot/bad-name": (d) =>
    `"${d.name}" is no name of a ${d.what}: write 1 to 64 letters, digits, '.', '_' and '-', starting with a letter or digit`,
  "snapshot/tag-exists": (d) =>
    `tag "${d.tag}" of ${d.dataset} marks ${d.snapshot} already and never moves; choose another`,
  "snapshot/corrupt": (d) =>
    `snapshot ${d.snapshot} of ${d.dataset}: ${d.file} ${d.reason}; restore the store from a backup or take the snapshot again`,
  "snapshot/target-exists": (d) => `${d.path} exists already and is not overwritten; check out to another folder`,
  "snapshot/no-data": (d) => `there is nothing to take a snapshot of at ${d.path}`,
});
