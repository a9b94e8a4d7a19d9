import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "monitoring/bad-option": { option: string; value: string; expected: string };
    "monitoring/too-few": { what: string; needed: number; found: number };
  }
}

declareErrors({
  "monitoring/bad-option": (d) => `${d.option} is ${d.value}; it must be ${d.expected}`,
  "monitoring/too-few": (d) => `${d.what} has ${d.found} values; at least ${d.needed} are needed`,
});
