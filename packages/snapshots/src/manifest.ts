import { TandemError, utf8Text, type Json } from "@tandem/core";

/** A piece of a file, stored once however many files and snapshots hold it. */
export interface ChunkRef {
  readonly sha256: string;
  readonly bytes: number;
}

export interface SnapshotFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly chunks: readonly ChunkRef[];
}

/** What was said of the data when the snapshot was taken; no part of its identity. */
export interface SnapshotFacts {
  readonly rows?: number;
  readonly source?: string;
  /** How its rows were checked, like "drop-invalid": the files hold all rows, and are read as they were then. */
  readonly mode?: string;
  readonly author?: string;
  readonly note?: string;
}

/** A state of a dataset that never changes. Equal content and schema are one snapshot. */
export interface Snapshot extends SnapshotFacts {
  readonly format: 1;
  readonly dataset: string;
  /** 16 hex digits of the SHA-256 of schema, files and chunks. */
  readonly id: string;
  /** Epoch milliseconds of the first time it was taken. */
  readonly created: number;
  /** JSON Schema of a row, where there is one. */
  readonly schema: Json;
  readonly bytes: number;
  readonly files: readonly SnapshotFile[];
}

export function readSnapshot(body: Uint8Array, dataset: string, id: string): Snapshot {
  try {
    return JSON.parse(utf8Text(body)) as Snapshot;
  } catch (error) {
    throw new TandemError(
      "snapshot/corrupt",
      { dataset, snapshot: id, file: "its manifest", reason: "is not JSON" },
      { cause: error },
    );
  }
}

/** @throws TandemError `snapshot/bad-name` */
export function checkName(what: string, name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) throw new TandemError("snapshot/bad-name", { what, name });
}
