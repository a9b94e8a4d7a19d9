import "./errors.ts";

export { cardFile, croissantOf, dataPackageOf, type CardFile, type DatasetCard } from "./dataset-card.ts";
export { diffRows, diffSchemas, type FieldChange, type RowDiff } from "./diff.ts";
export { checkout, filesAt } from "./files.ts";
export { writeCards } from "./write-cards.ts";
export { type ChunkRef, type Snapshot, type SnapshotFacts, type SnapshotFile } from "./manifest.ts";
export { Snapshots, type GivenFile, type TakeOptions, type Taken } from "./snapshots.ts";
