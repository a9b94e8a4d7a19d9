export type { GcsOptions } from "./options.ts";
export { gcsTechnology } from "./technology.ts";
