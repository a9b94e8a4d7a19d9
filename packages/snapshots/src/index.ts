import "./errors.ts";

export { diffRows, diffSchemas, type FieldChange, type RowDiff } from "./diff.ts";
export { checkout, filesAt } from "./files.ts";
export { type ChunkRef, type Snapshot, type SnapshotFacts, type SnapshotFile } from "./manifest.ts";
export { Snapshots, type GivenFile, type TakeOptions, type Taken } from "./snapshots.ts";
