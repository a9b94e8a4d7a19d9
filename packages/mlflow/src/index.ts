import "./errors.ts";

export { pullFromMlflow, type Pulled, type PullOptions } from "./client/pull.ts";
export { pushToMlflow, type Pushed, type PushOptions } from "./client/push.ts";
export { type ConnectionOptions } from "./client/connection.ts";
export { mlflowServer, type MlflowOptions } from "./server.ts";
