import type { Json, Predictions } from "@tandem/core";

export type AnyPredictions = Predictions<Record<string, unknown>>;

/** How far a sink has come: what it needs to be cut back to this point by a later process. */
export type SinkMark = { readonly [key: string]: Json };

/** Where the predictions of a batch run go. */
export interface PredictionSink {
  /** What it is, for a journal: a run goes on only with a sink that says the same. */
  readonly description: Readonly<Record<string, Json>>;
  /**
   * Opens it as it was at `mark`, at its start without one. What was written after the mark is undone, or is such that
   * writing it again changes nothing.
   * @throws TandemError `app/output-changed` where what was written up to the mark is no longer there
   */
  open(mark: SinkMark | undefined): Promise<void>;
  /** Writes a batch; once it has settled the batch outlives the process and the machine's power. */
  write(predictions: AnyPredictions): Promise<SinkMark>;
  /** Makes the whole visible to readers. May be called again by a later process. */
  finish(): Promise<void>;
  /** Undoes everything: nothing had been written that a later run could use. */
  discard(): Promise<void>;
  close(): Promise<void>;
}
