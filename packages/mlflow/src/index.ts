export { mlflowServer, type MlflowOptions } from "./server.ts";
