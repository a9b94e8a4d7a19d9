export { s3Technology, type S3Options } from "./technology.ts";
