import type { At, Codes, Column, ColumnKind, Keys, Labels, NumberKeys, StringKeys } from "./column.ts";

export type SampleId = string;

/** What has ids, which it may write out only when they are asked for. */
export interface Identified {
  readonly ids: readonly SampleId[];
}

/** One observation: raw data under an id. Engineering makes it; data science turns it into features. */
export interface Sample<D> {
  readonly id: SampleId;
  readonly data: D;
}

/** A sample whose outcome is known; `weight` defaults to 1, `group` keeps related samples in one fold. */
export interface LabeledSample<D, L> extends Sample<D> {
  readonly label: L;
  readonly weight?: number;
  readonly group?: string;
}

/**
 * A batch readable by row or by column, whatever it is stored as. `select` is a view, not a copy, and may repeat or
 * reorder rows. Nothing a reader is given may be written to: columns are shared between readers.
 */
export interface Samples<D> extends Iterable<Sample<D>> {
  readonly length: number;
  readonly ids: readonly SampleId[];
  /** The fields present in at least one sample, in order of first appearance. */
  readonly fields: readonly string[];
  /** @throws TandemError `samples/row-out-of-range` */
  at(row: number): Sample<D>;
  /**
   * All values of a field: Float64Array with NaN where missing for numbers, an array with null where missing for the
   * rest. A declared field that no sample has is a column of missing values.
   * @throws TandemError `samples/wrong-type` where a value is of another type, `samples/no-such-field` where neither
   * the schema nor any sample knows the field.
   */
  column<K extends Keys<D>>(field: K): Column<At<D, K>>;
  /** Like `column` for code generic in D; booleans are 0 and 1, dates epoch milliseconds. */
  numbers(field: NumberKeys<D> | Keys<D>): Float64Array;
  /** A string field as integer codes into a dictionary of distinct values. */
  codes(field: StringKeys<D> | Keys<D>): Codes;
  /** How the field is stored; undefined when neither the schema nor a value tells (a column of nothing but missing values). */
  kind(field: Keys<D>): ColumnKind | undefined;
  select(rows: ArrayLike<number>): Samples<D>;
}

export interface LabeledSamples<D, L> extends Samples<D> {
  readonly labels: Labels<L>;
  readonly weights?: Float64Array;
  readonly groups?: readonly string[];
  at(row: number): LabeledSample<D, L>;
  select(rows: ArrayLike<number>): LabeledSamples<D, L>;
  [Symbol.iterator](): Iterator<LabeledSample<D, L>>;
}

/** What a model trains on: labelled samples, or plain ones for an unsupervised model (`L = never`). */
export type TrainingSamples<D, L> = [L] extends [never] ? Samples<D> : LabeledSamples<D, L>;

export function isLabeled<D, L>(samples: Samples<D>): samples is LabeledSamples<D, L> {
  return (samples as LabeledSamples<D, L>).labels !== undefined;
}
