import { TandemError } from "@tandem/core";
import type { BlockEncoder } from "./block.ts";
import { checkRareOptions, countCategories, rareOnes, type RareOptions } from "./categories.ts";
import { categoriesOf, positionsOf, type Columns } from "./columns.ts";

export interface OrdinalOptions extends RareOptions {
  /** The categories from lowest to highest; default those seen in training, sorted. */
  readonly order?: readonly string[];
  /** What a category not seen in training becomes: a number, NaN ("missing"), or an error. Default -1. */
  readonly unknown?: number | "missing" | "error";
  /** What a missing value becomes: a number or NaN ("missing"). Default -1. */
  readonly missing?: number | "missing";
}

export interface OrdinalBlock {
  readonly kind: "ordinal";
  readonly field: string;
  readonly categories: readonly string[];
  /** The number of each category; rare ones share the last. */
  readonly places: readonly number[];
  readonly unknown: number | "missing" | "error";
  readonly missing: number | "missing";
}

export function learnOrdinal(columns: Columns, field: string, options: OrdinalOptions): OrdinalBlock {
  checkRareOptions(field, options);
  const { unknown = -1, missing = -1 } = options;
  for (const [name, value] of [
    ["unknown", unknown],
    ["missing", missing],
  ] as const)
    if (typeof value === "number" && !Number.isFinite(value))
      throw new TandemError("tabular/bad-spec", {
        field,
        reason: `${name} is ${value}; give a finite number or "missing"`,
      });
  const { categories, places } = options.order ? given(field, options.order) : learned(columns, field, options);
  return { kind: "ordinal", field, categories, places, unknown, missing };
}

function given(field: string, order: readonly string[]) {
  if (new Set(order).size < order.length)
    throw new TandemError("tabular/bad-spec", { field, reason: "order names a category twice" });
  return { categories: order, places: order.map((_, i) => i) };
}

function learned(columns: Columns, field: string, options: RareOptions) {
  const { categories, counts, rows } = countCategories(columns, field);
  const rare = rareOnes(counts, rows, options);
  const kept = rare.filter((isRare) => !isRare).length;
  let next = 0;
  return { categories, places: rare.map((isRare) => (isRare ? kept : next++)) };
}

const MISSING = -1;
const UNKNOWN = -2;

export function ordinalEncoder({ field, categories, places, unknown, missing }: OrdinalBlock): BlockEncoder {
  const known = new Map(categories.map((category, i) => [category, i]));
  const missingValue = missing === "missing" ? NaN : missing;
  const unknownValue = typeof unknown === "number" ? unknown : NaN;
  return {
    names: [field],
    write(columns, out, stride, at) {
      const codes = categoriesOf(columns, field);
      const found = positionsOf(codes, known, MISSING, UNKNOWN);
      const bad = unknown === "error" ? found.indexOf(UNKNOWN) : -1;
      if (bad >= 0) {
        const category = JSON.stringify(codes.dictionary[codes.codes[bad]!]);
        throw new TandemError("tabular/unknown-category", {
          field,
          id: columns.ids[bad]!,
          found: category,
          known: categories,
        });
      }
      for (let row = 0, i = at; row < found.length; row++, i += stride) {
        const place = found[row]!;
        out[i] = place >= 0 ? places[place]! : place === MISSING ? missingValue : unknownValue;
      }
    },
  };
}
