import "./errors.ts";

export type { Durability } from "./durability.ts";
export { fsStore, type FsStoreOptions } from "./fs-store.ts";
export { fsTechnology } from "./technology.ts";
