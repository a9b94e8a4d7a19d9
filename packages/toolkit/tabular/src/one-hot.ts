import { TandemError } from "@tandem/core";
import type { BlockEncoder } from "./block.ts";
import { checkRareOptions, countCategories, rareOnes, type RareOptions } from "./categories.ts";
import { categoriesOf, positionsOf, type Columns } from "./columns.ts";

export interface OneHotOptions extends RareOptions {
  /** "first" leaves out the first column, so that the columns of a field don't sum to one. Default "none". */
  readonly drop?: "none" | "first";
  /** A category not seen in training: zeros, the column of rare ones (zeros where there is none), or an error. Default "ignore". */
  readonly unknown?: "ignore" | "rare" | "error";
  /** Missing values: a category of their own if training has any, or zeros. Default "category". */
  readonly missing?: "category" | "ignore";
}

const ZEROS = -1;
const REFUSED = -2;

export interface OneHotBlock {
  readonly kind: "one-hot";
  readonly field: string;
  readonly categories: readonly string[];
  /** The column of each category; -1 for zeros. */
  readonly columns: readonly number[];
  /** The column of missing values and of unknown categories; -1 for zeros, -2 for an error. */
  readonly missing: number;
  readonly unknown: number;
  /** What each column stands for. */
  readonly labels: readonly string[];
}

const MISSING = "(missing)";
const RARE = "(rare)";

export function learnOneHot(columns: Columns, field: string, options: OneHotOptions): OneHotBlock {
  checkRareOptions(field, options);
  const { categories, counts, missing, rows } = countCategories(columns, field);
  const ownCategory = missing > 0 && options.missing !== "ignore";
  const names = ownCategory ? [...categories, MISSING] : categories;
  const rare = rareOnes(ownCategory ? [...counts, missing] : counts, rows, options);
  const kept = names.filter((_, i) => !rare[i]);
  const labels = rare.includes(true) ? [...kept, RARE] : kept;
  const dropped = options.drop === "first" ? 1 : 0;
  let next = 0;
  const positions = names.map((_, i) => Math.max(ZEROS, (rare[i] ? kept.length : next++) - dropped));
  const unknown =
    options.unknown === "error"
      ? REFUSED
      : options.unknown === "rare" && rare.includes(true)
        ? Math.max(ZEROS, kept.length - dropped)
        : ZEROS;
  return {
    kind: "one-hot",
    field,
    categories,
    columns: positions.slice(0, categories.length),
    missing: options.missing === "ignore" ? ZEROS : ownCategory ? positions.at(-1)! : unknown,
    unknown,
    labels: labels.slice(dropped),
  };
}

export function oneHotEncoder({
  field,
  categories,
  columns: positions,
  missing,
  unknown,
  labels,
}: OneHotBlock): BlockEncoder {
  const known = new Map(categories.map((category, i) => [category, positions[i]!]));
  const find = (columns: Columns): Int32Array => {
    const codes = categoriesOf(columns, field);
    const found = positionsOf(codes, known, missing, unknown);
    if (missing === REFUSED || unknown === REFUSED) refuseUnknown(found, columns, field, categories);
    return found;
  };
  return {
    names: labels.map((label) => `${field}=${label}`),
    write(columns, out, stride, at) {
      const found = find(columns);
      for (let row = 0, i = at; row < found.length; row++, i += stride) if (found[row]! >= 0) out[i + found[row]!] = 1;
    },
    sparse: (columns) => ({ ones: find(columns) }),
  };
}

function refuseUnknown(found: Int32Array, columns: Columns, field: string, known: readonly string[]): void {
  const row = found.indexOf(REFUSED);
  if (row < 0) return;
  const { codes, dictionary } = categoriesOf(columns, field);
  const category = dictionary[codes[row]!];
  throw new TandemError("tabular/unknown-category", {
    field,
    id: columns.ids[row]!,
    found: category === undefined ? "missing" : JSON.stringify(category),
    known,
  });
}
