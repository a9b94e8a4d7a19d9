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
    "service/overloaded": { target: string; waiting: number };
    "service/draining": Record<never, never>;
    "service/not-ready": { target: string; reason: string };
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
  "service/overloaded": (d) =>
    `${d.target} has ${d.waiting} questions waiting and takes no more for now; ask again later`,
  "service/draining": () => "the service is shutting down and takes no more questions; ask another instance",
  "service/not-ready": (d) => `${d.target} is not ready: ${d.reason}`,
});
