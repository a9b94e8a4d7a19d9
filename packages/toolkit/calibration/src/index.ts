import "./errors.ts";
export { calibrated, type CalibratedOptions } from "./calibrated.ts";
export {
  applyCalibration,
  fitCalibration,
  type CalibrationMap,
  type CalibrationMethod,
  type ClassRows,
} from "./class-calibration.ts";
export { applyIsotonic, fitIsotonic, type IsotonicMap } from "./isotonic.ts";
export { applySigmoid, fitSigmoid, type SigmoidMap } from "./sigmoid.ts";
export type { Scored } from "./scored.ts";
