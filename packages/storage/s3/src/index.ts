export type { S3Options } from "./options.ts";
export { s3Technology } from "./technology.ts";
