import { applyIsotonic, fitIsotonic, type IsotonicMap } from "./isotonic.ts";
import { applySigmoid, fitSigmoid, type SigmoidMap } from "./sigmoid.ts";

export type CalibrationMethod = "isotonic" | "sigmoid";
export type CalibrationMap = IsotonicMap | SigmoidMap;

/** Rows x classes, row-major. */
export interface ClassRows {
  readonly width: number;
  readonly probabilities: Float64Array;
}

/**
 * One map for each class against the rest; for two classes one, of the second. Plain JSON.
 * @throws TandemError `calibration/unusable`
 */
export function fitCalibration(
  method: CalibrationMethod,
  { width, probabilities }: ClassRows,
  codes: Int32Array,
  weights?: Float64Array,
): readonly CalibrationMap[] {
  const classes = width === 2 ? [1] : Array.from({ length: width }, (_, code) => code);
  return classes.map((code) => {
    const scores = Float64Array.from({ length: codes.length }, (_, row) =>
      scoreOf(method, probabilities[row * width + code]!),
    );
    const truth = Uint8Array.from(codes, (known) => (known === code ? 1 : 0));
    return method === "isotonic" ? fitIsotonic({ scores, truth, weights }) : fitSigmoid({ scores, truth, weights });
  });
}

/** Calibrated probabilities that sum to 1 in each row; a row to which every class's map gives 0 becomes uniform. */
export function applyCalibration(maps: readonly CalibrationMap[], { width, probabilities }: ClassRows): Float64Array {
  const calibrated = new Float64Array(probabilities.length);
  for (let start = 0; start < probabilities.length; start += width) {
    if (width === 2) {
      const p = mapped(maps[0]!, probabilities[start + 1]!);
      calibrated[start] = 1 - p;
      calibrated[start + 1] = p;
      continue;
    }
    let total = 0;
    for (let code = 0; code < width; code++)
      total += calibrated[start + code] = mapped(maps[code]!, probabilities[start + code]!);
    for (let code = 0; code < width; code++)
      calibrated[start + code] = total === 0 ? 1 / width : calibrated[start + code]! / total;
  }
  return calibrated;
}

function mapped(map: CalibrationMap, probability: number): number {
  const score = scoreOf(map.method, probability);
  return map.method === "isotonic" ? applyIsotonic(map, score) : applySigmoid(map, score);
}

/** The sigmoid is a line in log-odds, in which a calibrated probability is itself; isotonic maps need no such view. */
function scoreOf(method: CalibrationMethod, probability: number): number {
  if (method === "isotonic") return probability;
  const p = Math.min(Math.max(probability, 1e-15), 1 - 1e-15);
  return Math.log(p / (1 - p));
}
