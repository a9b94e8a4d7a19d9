import type { Json, Label, Labels, Predictions, Task } from "@tandem/core";
import type { Metrics } from "../evaluate.ts";
import type { Understanding } from "../importance/understand-model.ts";
import type { ClassScores } from "../metrics/precision-recall.ts";
import type { MetricSummary } from "../summarize.ts";

/** Names the schema of the report; readers refuse others. A changed schema gets the next number and keeps reading this. */
export const REPORT_FORMAT = "tandem/report@1";

/** What the report is of: how the run came about, as JSON. Keys that the page knows are shown under their names, others as they are. */
export type ReportRecord = { readonly [key: string]: Json };

/** A Vega-Lite specification with its data inside: any Vega-Lite draws it, without network. */
export type ChartSpec = { readonly [key: string]: Json };

export interface Chart {
  /** Stable name, for links: `roc`, `calibration`... */
  readonly id: string;
  readonly title: string;
  /** How to read the plot, and what it shows here. */
  readonly caption: string;
  /** What the plot shows, for who can't see it. */
  readonly alt: string;
  /** Whether the page gives it its whole width. Default false. */
  readonly wide?: boolean | undefined;
  readonly spec: ChartSpec;
}

export interface ReportedFold {
  readonly samples: number;
  /** Number of samples trained on, if known. */
  readonly trained?: number | undefined;
  readonly metrics: Metrics;
  readonly milliseconds?: { readonly [part: string]: number } | undefined;
}

/** How well a model predicts samples it was not trained on; plain JSON. */
export interface Report {
  readonly format: typeof REPORT_FORMAT;
  readonly model: string;
  readonly task: {
    readonly kind: "classification" | "regression" | "custom";
    readonly name?: string | undefined;
    readonly positive?: Label | undefined;
  };
  /** Predictions judged, over all folds. */
  readonly samples: number;
  readonly summary: Readonly<Record<string, MetricSummary>>;
  readonly folds: readonly ReportedFold[];
  /** Precision, recall and F1 of each class over all folds together; empty for other tasks. */
  readonly classes: readonly ClassScores<Label>[];
  readonly charts: readonly Chart[];
  /** What the model goes by: importance, contributions, dependence; absent where nobody asked. */
  readonly understanding?: readonly Chart[] | undefined;
  readonly record: ReportRecord;
}

/** Predictions for samples that were held out, and what is known of them. */
export interface ReportFold<L, O> {
  readonly predictions: Predictions<O>;
  readonly labels: Labels<L> | ArrayLike<L>;
  readonly weights?: ArrayLike<number> | undefined;
  /** The classes that the fold's model knows, sorted. Default: what labels and predictions show. */
  readonly classes?: readonly L[] | undefined;
  /** Default: {@link evaluate} of the above. */
  readonly metrics?: Metrics | undefined;
  readonly trained?: number | undefined;
  readonly milliseconds?: { readonly [part: string]: number } | undefined;
}

export interface ReportInput<L, O> {
  readonly model: string;
  readonly task: Task<L, O>;
  /** At least one; a single held-out part is one fold. */
  readonly folds: readonly ReportFold<L, O>[];
  /** What `understandModel` found of the model, or parts of it. */
  readonly understanding?: Understanding | undefined;
  readonly record?: ReportRecord | undefined;
}
