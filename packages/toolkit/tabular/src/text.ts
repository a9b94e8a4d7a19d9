import { TandemError, type SparseMatrix } from "@tandem/core";
import type { BlockEncoder } from "./block.ts";
import type { Columns } from "./columns.ts";
import { termsOf, type WordOptions } from "./words.ts";

export interface TextOptions extends WordOptions {
  /** "counts" of each term, "binary" presence, or "tf-idf" with smoothed idf and rows of length 1. Default "tf-idf". */
  readonly weighting?: "counts" | "binary" | "tf-idf";
  /** Terms in fewer texts are left out: a count from 1, a share below 1. Default 1. */
  readonly minDocuments?: number;
  /** Terms in more texts are left out: a count from 1, a share below 1. Default no limit. */
  readonly maxDocuments?: number;
  /** At most so many terms, the most frequent over all texts. Default no limit. */
  readonly maxTerms?: number;
  /** For tf-idf: 1 + log(count) in place of the count. Default false. */
  readonly sublinear?: boolean;
}

export interface TextBlock {
  readonly kind: "text";
  readonly field: string;
  /** Sorted terms. */
  readonly vocabulary: readonly string[];
  /** Inverse document frequency of each term; null for plain counts. */
  readonly idf: readonly number[] | null;
  readonly weighting: "counts" | "binary" | "tf-idf";
  readonly lowercase: boolean;
  readonly ngrams: readonly [number, number];
  readonly sublinear: boolean;
}

interface Usage {
  documents: number;
  total: number;
}

export function learnText(columns: Columns, field: string, options: TextOptions): TextBlock {
  const { weighting = "tf-idf", lowercase = true, ngrams = [1, 1], sublinear = false } = options;
  if (!(Number.isInteger(ngrams[0]) && Number.isInteger(ngrams[1]) && ngrams[0] >= 1 && ngrams[1] >= ngrams[0]))
    throw new TandemError("tabular/bad-spec", {
      field,
      reason: `ngrams are [${ngrams.join(", ")}]; give two whole numbers from 1, the smaller first`,
    });
  const terms = [...countTerms(columns, field, { lowercase, ngrams })];
  const kept = limitTerms(terms, columns.length, options).sort(([a], [b]) => (a < b ? -1 : 1));
  const idf = kept.map(([, { documents }]) => Math.log((1 + columns.length) / (1 + documents)) + 1);
  return {
    kind: "text",
    field,
    vocabulary: kept.map(([term]) => term),
    idf: weighting === "tf-idf" ? idf : null,
    weighting,
    lowercase,
    ngrams,
    sublinear,
  };
}

function countTerms(columns: Columns, field: string, options: WordOptions): Map<string, Usage> {
  const { codes, dictionary } = columns.codes(field);
  const repeats = new Float64Array(dictionary.length);
  for (const code of codes) if (code >= 0) repeats[code]!++;
  const usage = new Map<string, Usage>();
  dictionary.forEach((text, code) => {
    if (repeats[code] === 0) return;
    for (const [term, count] of tally(termsOf(text, options))) {
      let used = usage.get(term);
      if (!used) usage.set(term, (used = { documents: 0, total: 0 }));
      used.documents += repeats[code]!;
      used.total += repeats[code]! * count;
    }
  });
  return usage;
}

function limitTerms(
  terms: [string, Usage][],
  rows: number,
  { minDocuments = 1, maxDocuments = Infinity, maxTerms = Infinity }: TextOptions,
) {
  const least = minDocuments < 1 ? minDocuments * rows : minDocuments;
  const most = maxDocuments < 1 ? maxDocuments * rows : maxDocuments;
  const kept = terms.filter(([, { documents }]) => documents >= least && documents <= most);
  if (kept.length <= maxTerms) return kept;
  return kept.sort(([a, x], [b, y]) => y.total - x.total || (a < b ? -1 : 1)).slice(0, maxTerms);
}

function tally<T>(items: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

export function textEncoder(block: TextBlock): BlockEncoder {
  const known = new Map(block.vocabulary.map((term, column) => [term, column]));
  const sparse = (columns: Columns): SparseMatrix => {
    const { codes, dictionary } = columns.codes(block.field);
    const rows = Array.from(codes, (code) => (code < 0 ? [] : textRow(dictionary[code]!, block, known)));
    return sparseOf(rows, block.vocabulary.length);
  };
  return {
    names: block.vocabulary.map((term) => `${block.field}=${term}`),
    sparse: (columns) => ({ entries: sparse(columns) }),
    write(columns, out, stride, at) {
      const { rows, offsets, indices, values } = sparse(columns);
      for (let row = 0; row < rows; row++)
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) out[row * stride + at + indices[i]!] = values[i]!;
    },
  };
}

/** Columns and values of one text, columns ascending. */
function textRow(
  text: string,
  { idf, weighting, sublinear, ...words }: TextBlock,
  known: ReadonlyMap<string, number>,
): [number, number][] {
  const columns: number[] = [];
  for (const term of termsOf(text, words)) {
    const column = known.get(term);
    if (column !== undefined) columns.push(column);
  }
  const row = [...tally(columns)].sort(([a], [b]) => a - b);
  if (weighting === "counts") return row;
  if (!idf) return row.map(([column]) => [column, 1]);
  const weighted = row.map(([column, count]): [number, number] => [
    column,
    (sublinear ? 1 + Math.log(count) : count) * idf[column]!,
  ]);
  const length = Math.sqrt(weighted.reduce((sum, [, value]) => sum + value * value, 0));
  return weighted.map(([column, value]) => [column, value / length]);
}

function sparseOf(rows: readonly (readonly [number, number])[][], columns: number): SparseMatrix {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (offsets[i + 1] = offsets[i]! + row.length));
  const indices = new Int32Array(offsets[rows.length]!);
  const values = new Float64Array(indices.length);
  rows.forEach((row, i) =>
    row.forEach(([column, value], j) => {
      indices[offsets[i]! + j] = column;
      values[offsets[i]! + j] = value;
    }),
  );
  return { rows: rows.length, columns, offsets, indices, values };
}
