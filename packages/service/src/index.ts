import "./errors.ts";

export { type Batching } from "./batcher.ts";
export { httpServer, type HttpOptions } from "./http/server.ts";
export { type Canary, type Route } from "./route.ts";
export {
  ModelService,
  type Answer,
  type Observer,
  type Outcome,
  type Question,
  type ServiceOptions,
} from "./service.ts";
export { CHAMPION, formatTarget, parseTarget, type TargetName } from "./target-name.ts";
