export type FlowName = "create" | "predict" | "crossvalidate";

/** What a flow tells while it runs, for progress bars and logs. `fold` counts from 0. */
export type ProgressEvent =
  | { readonly kind: "started"; readonly flow: FlowName; readonly model: string; readonly samples?: number }
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
  | { readonly kind: "resumed"; readonly model: string; readonly samples: number }
  | { readonly kind: "predicted"; readonly model: string; readonly samples: number }
  | { readonly kind: "saved"; readonly model: string; readonly version: string }
  | { readonly kind: "finished"; readonly flow: FlowName; readonly model: string; readonly milliseconds: number };

export type OnProgress = (event: ProgressEvent) => void;
