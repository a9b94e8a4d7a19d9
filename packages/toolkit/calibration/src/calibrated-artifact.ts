import { TandemError, type Artifact, type Json } from "@tandem/core";
import type { CalibrationMap } from "./class-calibration.ts";

/** What is learned besides the model itself. */
export type Calibration<L> = { readonly classes: readonly L[]; readonly maps: readonly CalibrationMap[] };

/** Before the format of the model itself; a later form of calibration gets another. */
const FORMAT = "calibrated-";

/** The model's own artifact with the calibration in its estimator. */
export function withCalibration<L>(artifact: Artifact, calibration: Calibration<L>): Artifact {
  const { json, ...rest } = artifact.estimator;
  const held: Json = { calibration: calibration as unknown as Json, inner: json };
  return { ...artifact, format: FORMAT + artifact.format, estimator: { ...rest, json: held } };
}

/**
 * Both parts again.
 * @throws TandemError `artifact/incompatible` for an artifact without calibration, `artifact/corrupt`
 */
export function withoutCalibration<L>(
  name: string,
  artifact: Artifact,
): { readonly artifact: Artifact; readonly calibration: Calibration<L> } {
  const { json, ...rest } = artifact.estimator;
  if (!artifact.format.startsWith(FORMAT))
    throw new TandemError("artifact/incompatible", {
      model: name,
      what: "estimator format",
      expected: `${FORMAT}...`,
      found: artifact.format,
    });
  const held = json as { readonly calibration?: Calibration<L>; readonly inner?: Json } | null;
  if (!Array.isArray(held?.calibration?.classes) || !Array.isArray(held.calibration.maps) || held.inner === undefined)
    throw new TandemError("artifact/corrupt", { key: name, reason: "its estimator holds no calibration" });
  return {
    artifact: { ...artifact, format: artifact.format.slice(FORMAT.length), estimator: { ...rest, json: held.inner } },
    calibration: held.calibration,
  };
}
