export { PostgresConnection, type PostgresOptions } from "./connection.ts";
export { postgresKysely, postgresTechnology } from "./technology.ts";
