import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "service/no-such-endpoint": { endpoint: string; known: readonly string[] };
    "service/no-such-implementation": { endpoint: string; implementation: string; known: readonly string[] };
    "service/duplicate-implementation": { endpoint: string; implementation: string };
    "service/bad-route": { endpoint: string; reason: string };
    "service/invalid-input": {
      endpoint: string;
      problems: readonly { readonly path: string; readonly reason: string }[];
    };
    "service/bad-answer": { target: string; reason: string };
    "service/deadline": { target: string; milliseconds: number };
    "service/gone": { target: string };
    "service/overloaded": { target: string; waiting: number };
    "service/draining": Record<never, never>;
    "service/no-module": { model: string };
    "service/thread-failed": { model: string; reason: string };
    "service/not-ready": { target: string; reason: string };
    "service/bad-request": { reason: string };
    "service/bad-tensor": { tensor: string; reason: string };
    "service/unloaded": { model: string };
    "service/unauthenticated": { reason: string };
    "service/forbidden": { scope: string; granted: readonly string[] };
    "service/too-many-requests": { seconds: number };
    "service/bad-security": { reason: string };
  }
}

declareErrors({
  "service/no-such-endpoint": (d) => `there is no endpoint "${d.endpoint}"; served: ${d.known.join(", ") || "none"}`,
  "service/no-such-implementation": (d) =>
    `endpoint ${d.endpoint} has no implementation "${d.implementation}"; it has: ${d.known.join(", ") || "none"}`,
  "service/duplicate-implementation": (d) =>
    `two implementations of endpoint ${d.endpoint} are named "${d.implementation}"; rename one`,
  "service/bad-route": (d) => `the route of ${d.endpoint} cannot be used: ${d.reason}`,
  "service/invalid-input": (d) =>
    `the input of ${d.endpoint} is invalid: ${d.problems.map(({ path, reason }) => `${path || "/"} ${reason}`).join("; ")}`,
  "service/bad-answer": (d) => `${d.target} gave an answer that cannot be sent: ${d.reason}`,
  "service/deadline": (d) => `${d.target} did not answer within ${d.milliseconds} ms`,
  "service/gone": (d) => `whoever asked ${d.target} went away before it answered`,
  "service/overloaded": (d) =>
    `${d.target} has ${d.waiting} questions waiting and takes no more for now; ask again later`,
  "service/draining": () => "the service is shutting down and takes no more questions; ask another instance",
  "service/no-module": (d) =>
    `${d.model} cannot predict in worker threads: its package does not say \`module: import.meta.url\` in defineModel`,
  "service/thread-failed": (d) => `the thread that predicted with ${d.model} failed: ${d.reason}; ask again`,
  "service/not-ready": (d) => `${d.target} is not ready: ${d.reason}`,
  "service/bad-request": (d) => `the request cannot be read: ${d.reason}`,
  "service/bad-tensor": (d) => `tensor "${d.tensor}" ${d.reason}`,
  "service/unloaded": (d) =>
    `model "${d.model}" was unloaded; POST /v2/repository/models/${d.model}/load brings it back`,
  "service/unauthenticated": (d) => `who asks is not known: ${d.reason}`,
  "service/forbidden": (d) =>
    `this needs the scope "${d.scope}", and who asks has ${d.granted.join(", ") || "none"}; use another key`,
  "service/too-many-requests": (d) => `too many requests; ask again in ${d.seconds} s`,
  "service/bad-security": (d) => `the security options cannot be used: ${d.reason}`,
});
