import { binChunk, sortChunk } from "./binning";
import { forestChunk } from "./forest";
import { binaryChunk, quantiseChunk, squaredChunk, totalChunk } from "./gradients";
import { histogramChunk } from "./histogram";
import { mergeChunk, partitionChunk } from "./partition";
import { routeChunk, updateChunk } from "./scores";
import { splitWord } from "./split";

export const SORT: i32 = 1;
export const BIN: i32 = 2;
export const SQUARED: i32 = 3;
export const BINARY: i32 = 4;
export const QUANTISE: i32 = 5;
export const HISTOGRAM: i32 = 6;
export const SPLIT: i32 = 7;
export const PARTITION: i32 = 8;
export const MERGE: i32 = 9;
export const UPDATE: i32 = 10;
export const ROUTE: i32 = 11;
export const TOTAL: i32 = 12;
export const FOREST: i32 = 13;

export function execute(operation: i32, chunk: i32): void {
  switch (operation) {
    case SORT: return sortChunk(chunk);
    case BIN: return binChunk(chunk);
    case SQUARED: return squaredChunk(chunk);
    case BINARY: return binaryChunk(chunk);
    case QUANTISE: return quantiseChunk(chunk);
    case HISTOGRAM: return histogramChunk(chunk);
    case SPLIT: return splitWord(chunk);
    case PARTITION: return partitionChunk(chunk);
    case MERGE: return mergeChunk(chunk);
    case UPDATE: return updateChunk(chunk);
    case ROUTE: return routeChunk(chunk);
    case TOTAL: return totalChunk(chunk);
    case FOREST: return forestChunk(chunk);
  }
}
