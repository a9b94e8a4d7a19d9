export { CHUNK, inChunks } from "./chunks.ts";
export { sqlCondition } from "./filter.ts";
export type { SqlFlavour } from "./flavour.ts";
export { sqlTable } from "./table.ts";
