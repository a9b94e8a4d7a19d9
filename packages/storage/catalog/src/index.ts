import "./errors.ts";

export { FORMATS, formatAddress, parseAddress, type StorageAddress } from "./address.ts";
export { adoptTable } from "./adopt-table.ts";
export { storageCatalog, type StorageCatalog } from "./catalog.ts";
export { tableLayout, type JsonSchema, type NewStorage, type StorageDefinition } from "./definition.ts";
