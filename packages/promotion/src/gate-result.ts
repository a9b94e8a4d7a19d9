/** What one gate found; plain JSON, kept with the promotion it was asked for. */
export type GateResult = {
  /** Like "metric rocAuc", "fresh process", "stage". */
  readonly gate: string;
  readonly passed: boolean;
  /** What was found, in one sentence. */
  readonly finding: string;
  /** The numbers behind it. */
  readonly details: { readonly [name: string]: string | number | boolean | null };
};
