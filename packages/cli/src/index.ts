import "./errors.ts";
export { main } from "./main.ts";
export { ExitCode } from "./exit-codes.ts";
export type { Problem } from "./errors.ts";
export type { GlobalOptions, Io } from "./io.ts";
