import "./errors.ts";

export { type Batching } from "./batcher.ts";
export { type Scope } from "./http/scope.ts";
export { httpServer, type HttpModule, type HttpOptions } from "./http/server.ts";
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
