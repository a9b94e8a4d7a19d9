/**
 * Why a value or a row was refused. Codes are stable: programs may tell them apart.
 * `refinement` is a check of the schema's own that has no name here; its message says more. `unwritable` comes of
 * saving only: the format has no way to write the value so that reading gives it back.
 */
export type Reason =
  | "missing-required"
  | "wrong-type"
  | "out-of-range"
  | "too-short"
  | "too-long"
  | "not-multiple"
  | "not-in-enum"
  | "pattern"
  | "refinement"
  | "duplicate-id"
  | "unknown-column"
  | "ragged-row"
  | "bad-quotes"
  | "bad-encoding"
  | "bad-record"
  | "unwritable";

export interface Failure {
  readonly reason: Reason;
  readonly file: string;
  /** 1-based: the line of a text file where the record begins, else the number of the row. */
  readonly row: number;
  /** Absent where the whole row is at fault. */
  readonly column?: string;
  /** The value as it was read, a bigint as its digits; absent where there is none. */
  readonly value?: unknown;
  readonly message: string;
}

export interface ValidationReport {
  readonly rows: number;
  readonly invalidRows: number;
  /** All failures there were, also those beyond the cap. */
  readonly total: number;
  readonly counts: Readonly<Partial<Record<Reason, number>>>;
  /** The first failures, up to the cap (1,000 unless the source was told otherwise). */
  readonly failures: readonly Failure[];
}

/** Gathers failures over the batches of one reading; counts all, keeps the first `cap`. */
export class ReportBuilder {
  readonly #counts: Partial<Record<Reason, number>> = {};
  readonly #failures: Failure[] = [];
  #rows = 0;
  #invalid = 0;
  #total = 0;

  constructor(readonly cap: number) {}

  get total(): number {
    return this.#total;
  }
  get invalidRows(): number {
    return this.#invalid;
  }
  addRows(rows: number, invalid: number): void {
    this.#rows += rows;
    this.#invalid += invalid;
  }
  add(failure: Failure): void {
    this.#total++;
    this.#counts[failure.reason] = (this.#counts[failure.reason] ?? 0) + 1;
    if (this.#failures.length < this.cap) this.#failures.push(failure);
  }
  build(): ValidationReport {
    return {
      rows: this.#rows,
      invalidRows: this.#invalid,
      total: this.#total,
      counts: { ...this.#counts },
      failures: [...this.#failures],
    };
  }
}
