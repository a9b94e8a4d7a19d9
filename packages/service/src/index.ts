import "./errors.ts";

export { type Batching } from "./batcher.ts";
export { type Verdict } from "./canary/judge.ts";
export { watchCanaries, type CanaryOptions } from "./canary/watch-canaries.ts";
export { invocations, type InvocationOptions } from "./http/invocations/invocations.ts";
export { openInference } from "./http/oip/open-inference.ts";
export { type Scope } from "./http/scope.ts";
export { httpServer, type HttpModule, type HttpOptions } from "./http/server.ts";
export { compareMirrors, type MirrorOptions, type MirrorRecord } from "./mirror/compare-mirrors.ts";
export { type Canary, type Route } from "./route.ts";
export { type Answer, type Observer, type Outcome, type Question } from "./question.ts";
export { ModelService, type ServiceOptions } from "./service.ts";
export { CHAMPION, formatTarget, parseTarget, type TargetName } from "./target-name.ts";
export { type Target } from "./target.ts";
export { type ThreadOptions } from "./threads/thread-options.ts";
