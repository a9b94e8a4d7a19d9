export { memoryTechnology } from "./technology.ts";
export { compareRows, matches } from "./filter.ts";
