export { gcsTechnology, type GcsOptions } from "./technology.ts";
