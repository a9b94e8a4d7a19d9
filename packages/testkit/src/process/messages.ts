import type { LabeledSampleTable, SampleTable } from "@tandem/core";

/** What a new process is asked: to load a saved model and predict with it, or to train one. */
export interface Request {
  /** URL of the module that exports the package. */
  readonly module: string;
  readonly name: string;
  readonly task:
    | {
        readonly kind: "predict";
        readonly version: string;
        readonly objects: readonly (readonly [string, Uint8Array])[];
        readonly samples: SampleTable;
      }
    | { readonly kind: "train"; readonly seed: number; readonly samples: SampleTable | LabeledSampleTable };
}

export type Reply =
  | { readonly kind: "predicted"; readonly predictions: readonly object[] }
  | { readonly kind: "trained"; readonly version: string }
  | { readonly kind: "failed"; readonly reason: string };
