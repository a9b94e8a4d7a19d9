import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "python/not-installed": { name: string; what: string; cure: string };
    "python/error": { name: string; type: string; message: string; traceback: string };
    "python/crashed": { name: string; reason: string; printed: string };
    "python/timeout": { name: string; seconds: number };
    "python/closed": { name: string };
    "python/bad-definition": { name: string; reason: string };
    "python/too-many": { what: string; most: number; narrower: string };
  }
}

declareErrors({
  "python/not-installed": (d) => `${d.name}: ${d.what} is not there; ${d.cure}`,
  "python/error": (d) => `${d.name}: Python raised ${d.type}: ${d.message}\n${d.traceback}`,
  "python/crashed": (d) =>
    `${d.name}: its Python process ended (${d.reason}); it is started again for the next question${d.printed ? `; it printed last:\n${d.printed}` : ""}`,
  "python/timeout": (d) =>
    `${d.name}: Python did not answer within ${d.seconds} s and its process was replaced; make it faster or raise limits.seconds`,
  "python/closed": (d) => `${d.name} was closed and answers no more; open it again`,
  "python/bad-definition": (d) => `${d.name}: ${d.reason}`,
  "python/too-many": (d) =>
    `Python asked a storage for more than ${d.most} ${d.what} at once; ask for fewer by ${d.narrower}`,
});
