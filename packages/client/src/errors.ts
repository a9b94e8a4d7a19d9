import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "client/refused": {
      endpoint: string;
      status: number;
      /** The service's own code. */
      code: string;
      message: string;
      requestId: string | undefined;
      /** What is wrong with which field, where the input was refused. */
      problems: readonly { readonly path: string; readonly reason: string }[];
    };
    "client/unavailable": { endpoint: string; attempts: number; reason: string };
    "client/timeout": { endpoint: string; milliseconds: number };
    "client/bad-reply": { endpoint: string; reason: string };
    "client/bad-description": { url: string; reason: string };
  }
}

declareErrors({
  "client/refused": (d) => `${d.endpoint} refused with ${d.status} ${d.code}: ${d.message}`,
  "client/unavailable": (d) =>
    `${d.endpoint} could not be asked in ${d.attempts} attempts: ${d.reason}; check the url and that the service runs`,
  "client/timeout": (d) => `${d.endpoint} did not answer within ${d.milliseconds} ms; raise timeout or ask again later`,
  "client/bad-reply": (d) =>
    `${d.endpoint} gave a reply that cannot be read: ${d.reason}; is the url that of a model service?`,
  "client/bad-description": (d) => `${d.url} does not describe a model service: ${d.reason}`,
});
