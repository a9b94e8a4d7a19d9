import { TandemError, type Explanation } from "@tandem/core";
import type { ModelAnswer } from "./model-exchange.ts";

/** An explanation as explain() of model.py gave it: feature names, base values, contributions rows x outputs x features. */
export function explanationOf({ header, numbers }: ModelAnswer, rows: number, model: string): Explanation {
  const features = header["features"] as readonly string[];
  const [outputs, count] = [header["base"] as number, header["contributions"] as number];
  if (count !== rows * outputs * features.length)
    throw new TandemError("model/bad-output", {
      model,
      reason: `${count} contributions for ${rows} samples, ${outputs} outputs and ${features.length} features`,
    });
  return { features, outputs, base: numbers.slice(0, outputs), contributions: numbers.slice(outputs, outputs + count) };
}
