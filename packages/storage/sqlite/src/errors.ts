import { declareErrors, TandemError } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "sqlite/unusable": { file: string; reason: string; sqlite: string };
  }
}

declareErrors({
  "sqlite/unusable": (d) => `${d.file} cannot be used: ${d.reason}`,
});

/** SQLite's primary result codes that tell of the file and not of the statement. */
const REASONS: Readonly<Record<number, string>> = {
  5: "another process has held its lock for too long; try again, and see what that process does",
  8: "this process may only read it; give it the right to write to the file and its folder",
  10: "the disk failed while it was read or written; check the disk and restore the file from a backup",
  11: "its content is damaged; restore it from a backup",
  13: "no space is left on the disk",
  14: "it cannot be opened; check that its folder is there and that the path is not a folder's",
  26: "it is no SQLite database; give another path, or restore the file from a backup",
};

/** An error of SQLite that tells of the file, as one that names it; others stay what they are. */
export function fileError(file: string, error: unknown): unknown {
  const { sqliteCode, sqliteCodeName } = (error ?? {}) as { sqliteCode?: number; sqliteCodeName?: string };
  const reason = sqliteCode === undefined ? undefined : REASONS[sqliteCode & 0xff];
  return reason === undefined
    ? error
    : new TandemError("sqlite/unusable", { file, reason, sqlite: sqliteCodeName ?? "" }, { cause: error });
}
