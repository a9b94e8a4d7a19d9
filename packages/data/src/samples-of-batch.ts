import {
  columnarSamples,
  type ColumnData,
  type FieldKinds,
  type LabeledSampleTable,
  type SampleTable,
  type TrainingSamples,
} from "@tandem/core";
import type { RawBatch } from "./raw-batch.ts";

/** The columns of a batch after they were held against their plans. */
export interface HeldColumns {
  readonly fields: Map<string, ColumnData>;
  label?: ColumnData;
  weights?: ColumnData;
  groups?: ColumnData;
}

/** The id of a row: its own, else where it stands ("orders.csv:17"). */
export function idOf(raw: RawBatch, row: number, source: string): string {
  return raw.ids?.[row] ?? `${source}:${raw.rowNumber(row)}`;
}

export function samplesOfBatch<D, L>(
  raw: RawBatch,
  held: HeldColumns,
  source: string,
  kinds: FieldKinds,
): TrainingSamples<D, L> {
  const table: SampleTable = new BatchTable(raw, source, Object.fromEntries(held.fields), {
    ...(held.weights?.kind === "number" ? { weights: held.weights.values } : {}),
    ...(held.groups?.kind === "string" ? { groups: textsOf(held.groups.codes, held.groups.dictionary) } : {}),
    ...(held.label ? { labels: held.label } : {}),
  });
  return columnarSamples<D, L>(table as LabeledSampleTable, kinds) as TrainingSamples<D, L>;
}

/** Makes the ids when they are first asked for: a million texts that many readers never look at. */
class BatchTable implements SampleTable {
  readonly length: number;
  #ids: readonly string[] | undefined;

  constructor(
    private readonly raw: RawBatch,
    private readonly source: string,
    readonly columns: Readonly<Record<string, ColumnData>>,
    extras: Partial<LabeledSampleTable>,
  ) {
    this.length = raw.length;
    Object.assign(this, extras);
  }
  get ids(): readonly string[] {
    if (!this.#ids) {
      const ids = new Array<string>(this.length);
      for (let row = 0; row < this.length; row++) ids[row] = idOf(this.raw, row, this.source);
      this.#ids = ids;
    }
    return this.#ids;
  }
}

function textsOf(codes: Int32Array, dictionary: readonly string[]): string[] {
  return Array.from(codes, (code) => dictionary[code] ?? "");
}
