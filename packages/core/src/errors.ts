/**
 * Details of every failure, by code. Packages add their own codes by declaration merging and say their messages with
 * {@link declareErrors}; docs/reference/errors.md lists them all and a test holds it against the table.
 *
 * ```ts
 * declare module "@tandem/core" { interface ErrorDetails { "thing/missing": { name: string } } }
 * declareErrors({ "thing/missing": (d) => `there is no thing ${d.name}: make it with tandem thing create` });
 * ```
 */
export interface ErrorDetails {
  "samples/wrong-type": { field: string; id: string; expected: string; found: string };
  "samples/no-such-field": { field: string; known: readonly string[] };
  "samples/misaligned": { what: string; expected: number; found: number };
  "samples/row-out-of-range": { row: number; length: number };
  "dataset/empty": { model: string };
  "dataset/one-class": { model: string; found: string };
  "dataset/misaligned": { model: string; ids: number; rows: number };
  "model/bad-definition": { name: string; reason: string };
  "model/bad-output": { model: string; reason: string };
  "model/closed": { model: string };
  "model/no-explanation": { model: string };
  "run/bad-seed": { seed: string };
  "run/aborted": { what: string; reason: string };
  "json/not-representable": { what: string; path: string; found: string };
  "artifact/incompatible": { model: string; what: string; expected: string; found: string };
  "artifact/corrupt": { key: string; reason: string };
  "tensor/malformed": { what: string; reason: string };
  "store/not-found": { key: string };
  "store/exists": { key: string };
  "store/bad-key": { key: string; reason: string };
  "store/bad-ttl": { key: string; ttl: string };
  "store/bad-range": { key: string; start: number; end: number; bytes: number };
  "store/corrupt": { key: string; reason: string };
  "storage/unsupported": { technology: string; what: string };
  "storage/unavailable": { technology: string; reason: string };
  "table/bad-key": { table: string; column: string; found: string };
  "table/duplicate-key": { table: string; key: string };
  "table/no-such-column": { table: string; column: string; known: readonly string[] };
  "search/wrong-dimensions": { name: string; id: string; expected: number; found: number };
  "search/not-finite": { name: string; id: string; at: number; found: string };
}

export type ErrorCode = keyof ErrorDetails;
type Messages<C extends ErrorCode = ErrorCode> = { readonly [K in C]: (details: ErrorDetails[K]) => string };

const table = new Map<string, (details: never) => string>();

/** Adds messages to the table; declaring a code again with the same package's code loaded twice is harmless. */
export function declareErrors<C extends ErrorCode>(messages: Messages<C>): void {
  for (const [code, message] of Object.entries(messages)) table.set(code, message as (details: never) => string);
}

/** The codes declared so far, sorted. */
export function errorCodes(): readonly string[] {
  return [...table.keys()].sort();
}

const brand: unique symbol = Symbol.for("tandem.error") as never;

/** Every failure that Tandem raises: `code` and `details` are data, `message` says what, where and how to mend it. */
export class TandemError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "TandemError";
  readonly code: C;
  readonly details: ErrorDetails[C];
  readonly [brand] = true;

  constructor(code: C, details: ErrorDetails[C], options?: { readonly cause?: unknown }) {
    super(table.get(code)?.(details as never) ?? code, options);
    this.code = code;
    this.details = details;
  }

  /** Narrows an unknown error: `if (TandemError.is(e, "store/not-found")) e.details.key`. Works across copies of core. */
  static is<C extends ErrorCode>(error: unknown, code?: C): error is TandemError<C> {
    const candidate = error as TandemError<C> | null | undefined;
    return (
      typeof candidate === "object" && candidate?.[brand] === true && (code === undefined || candidate.code === code)
    );
  }

  toJSON(): { readonly code: string; readonly message: string; readonly details: unknown } {
    return { code: this.code, message: this.message, details: this.details };
  }
}

declareErrors({
  "samples/wrong-type": (d) =>
    `sample ${d.id}: field "${d.field}" should be ${d.expected} but is ${d.found}; validate samples by their schema before use`,
  "samples/no-such-field": (d) => `samples have no field "${d.field}"; known fields: ${d.known.join(", ") || "none"}`,
  "samples/misaligned": (d) => `${d.what} has ${d.found} values for ${d.expected} samples; give one per sample`,
  "samples/row-out-of-range": (d) => `row ${d.row} does not exist: there are ${d.length} samples, counted from 0`,
  "dataset/empty": (d) => `${d.model}: cannot train on no samples; check the source and its filters`,
  "dataset/one-class": (d) =>
    `${d.model}: all labels are ${d.found}; a classifier needs at least two classes, so check the label column and the source's filters`,
  "dataset/misaligned": (d) =>
    `${d.model}: features() returned ${d.rows} rows for ${d.ids} samples; return one row per sample, in order`,
  "model/bad-definition": (d) => `model "${d.name}": ${d.reason}`,
  "model/bad-output": (d) => `${d.model} returned ${d.reason}`,
  "model/closed": (d) => `${d.model} was closed and can no longer predict; load it again`,
  "model/no-explanation": (d) => `${d.model} cannot explain its predictions: its Model has no explain()`,
  "run/bad-seed": (d) => `the seed is ${d.seed} but must be a whole number up to 2^53`,
  "run/aborted": (d) => `${d.what} was aborted: ${d.reason}`,
  "json/not-representable": (d) =>
    `${d.what}: ${d.found} at ${d.path} cannot be kept as JSON; use a finite number, string, boolean, null, plain object or array, or give a stateCodec`,
  "artifact/incompatible": (d) =>
    `${d.model}: the artifact's ${d.what} is ${d.found} but this package expects ${d.expected}; load it with the package that made it`,
  "artifact/corrupt": (d) => `${d.key} is corrupt: ${d.reason}; restore it from a backup or train again`,
  "tensor/malformed": (d) => `${d.what}: ${d.reason}`,
  "store/not-found": (d) => `${d.key} does not exist in the store`,
  "store/exists": (d) => `${d.key} already exists in the store and is never overwritten`,
  "store/bad-key": (d) => `"${d.key}" is no valid key: ${d.reason}`,
  "store/bad-ttl": (d) =>
    `${d.key} cannot be kept for ${d.ttl} seconds: give a number above 0 and up to 1e10, or none to keep it for good`,
  "store/bad-range": (d) => `${d.key}: range ${d.start}..${d.end} is not within its ${d.bytes} bytes`,
  "store/corrupt": (d) => `${d.key} is corrupt in the store: ${d.reason}; restore it from a backup or write it again`,
  "storage/unsupported": (d) => `${d.technology} cannot ${d.what}; choose a technology that declares it`,
  "storage/unavailable": (d) =>
    `${d.technology} cannot be reached: ${d.reason}; check that it runs and its connection settings`,
  "table/bad-key": (d) =>
    `a row for table ${d.table} has ${d.found} in its key column "${d.column}"; give a text, a finite number or a boolean`,
  "table/duplicate-key": (d) => `table ${d.table} already holds a row with key ${d.key}; use upsert to replace it`,
  "table/no-such-column": (d) => `table ${d.table} has no column "${d.column}"; columns: ${d.known.join(", ")}`,
  "search/wrong-dimensions": (d) => `${d.name}: the vector of ${d.id} has ${d.found} numbers instead of ${d.expected}`,
  "search/not-finite": (d) =>
    `${d.name}: the vector of ${d.id} holds ${d.found} at position ${d.at}; give finite numbers`,
});
