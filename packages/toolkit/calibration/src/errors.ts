import { declareErrors } from "@tandem/core";

declare module "@tandem/core" {
  interface ErrorDetails {
    "calibration/unusable": { what: string; reason: string };
  }
}

declareErrors({
  "calibration/unusable": (d) => `calibration: ${d.what} ${d.reason}`,
});
