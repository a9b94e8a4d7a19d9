import type { Encoded } from "./codec.ts";

/** The version of the contract between core and artifacts; older ones stay readable. */
export const CONTRACT = 1;

/** A trained model as data: what was learned by its dataset (`state`) and by its model (`estimator`). */
export interface Artifact {
  readonly model: string;
  readonly contract: number;
  /** Format of `estimator`, the model's codec. */
  readonly format: string;
  /** Format of `state`, the dataset's stateCodec. */
  readonly stateFormat: string;
  readonly state: Encoded;
  readonly estimator: Encoded;
}
