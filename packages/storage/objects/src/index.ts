export { objectStore } from "./object-store.ts";
export type { Body, ObjectInfo, ObjectService } from "./service.ts";
