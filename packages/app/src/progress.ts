import { absentFields, type AbsentFields, type AnyModelPackage, type Samples } from "@tandem/core";

export type FlowName = "create" | "predict" | "crossvalidate";

/** What a flow tells while it runs, for progress bars and logs. `fold` counts from 0. */
export type ProgressEvent =
  | { readonly kind: "started"; readonly flow: FlowName; readonly model: string; readonly samples?: number }
  /** A field that the model's schema lets be absent is absent from every sample: a column may be misspelt. */
  | ({ readonly kind: "absent-fields"; readonly model: string } & AbsentFields)
  | {
      readonly kind: "training";
      readonly model: string;
      readonly done: number;
      readonly total: number;
      readonly fold?: number;
    }
  | {
      readonly kind: "metric";
      readonly model: string;
      readonly name: string;
      readonly value: number;
      readonly step?: number;
      readonly fold?: number;
    }
  | {
      readonly kind: "folds";
      readonly model: string;
      readonly folds: number;
      readonly threads: number;
      readonly serialBecause?: string;
    }
  | {
      readonly kind: "fold";
      readonly model: string;
      readonly fold: number;
      readonly done: number;
      readonly folds: number;
      readonly milliseconds: number;
    }
  /** Rows of the source that did not meet the schema, and that its mode leaves out. */
  | { readonly kind: "left-out"; readonly model: string; readonly rows: number }
  | { readonly kind: "resumed"; readonly model: string; readonly samples: number }
  | { readonly kind: "predicted"; readonly model: string; readonly samples: number }
  | { readonly kind: "saved"; readonly model: string; readonly version: string }
  | { readonly kind: "finished"; readonly flow: FlowName; readonly model: string; readonly milliseconds: number };

export type OnProgress = (event: ProgressEvent) => void;

/** Tells that a flow over whole samples begins, and what they lack. */
export function tellStarted(
  onProgress: OnProgress | undefined,
  flow: FlowName,
  pkg: AnyModelPackage,
  samples: Samples<unknown>,
): void {
  if (!onProgress) return;
  const { name: model } = pkg;
  onProgress({ kind: "started", flow, model, samples: samples.length });
  const absent = absentFields(samples, pkg.sample);
  if (absent) onProgress({ kind: "absent-fields", model, ...absent });
}
