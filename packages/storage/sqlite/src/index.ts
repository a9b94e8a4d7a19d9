import "./errors.ts";

export { SqliteConnections, type SqliteOptions } from "./connections.ts";
export { sqliteDialect } from "./dialect.ts";
export { sqliteTechnology } from "./technology.ts";
