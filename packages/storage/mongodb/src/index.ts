export { mongodbTechnology } from "./technology.ts";
export type { MongodbOptions } from "./connection.ts";
