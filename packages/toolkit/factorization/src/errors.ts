import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "factorization/bad-option": { option: string; found: number; expected: string };
    "factorization/bad-ratings": { reason: string };
  }
}

declareErrors({
  "factorization/bad-option": (d) => `option ${d.option} is ${d.found}; it must be ${d.expected}`,
  "factorization/bad-ratings": (d) => `ratings cannot be factorized: ${d.reason}`,
});
