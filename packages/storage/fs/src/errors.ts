import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "store/io": { key: string; path: string; reason: string };
  }
}

declareErrors({
  "store/io": (d) =>
    `${d.key}: ${d.reason} (${d.path}); check that the store's folder can be reached and written and has space`,
});
