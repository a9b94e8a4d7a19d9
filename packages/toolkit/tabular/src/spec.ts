import type { At, Keys, NumberKeys, StringKeys } from "@tandem/core";
import type { DateOptions } from "./dates.ts";
import type { NumberOptions, PassthroughOptions } from "./numbers.ts";
import type { OneHotOptions } from "./one-hot.ts";
import type { OrdinalOptions } from "./ordinal.ts";
import type { TextOptions } from "./text.ts";

/** Names of the fields whose values are booleans (or missing). */
export type BooleanKeys<D> = {
  [K in Keys<D>]: [Exclude<At<D, K>, null | undefined>] extends [boolean] ? K : never;
}[Keys<D>];

/** Names of the fields that can hold dates: Dates, epoch milliseconds, ISO 8601 strings. */
export type DateKeys<D> = {
  [K in Keys<D>]: [Exclude<At<D, K>, null | undefined>] extends [Date | number | string] ? K : never;
}[Keys<D>];

/** Field names, and groups of field names that share options: `["age", { fields: ["debt"], method: "robust" }]`. */
export type Fields<K extends string, O> = readonly (K | FieldGroup<K, O>)[];
export type FieldGroup<K extends string, O> = { readonly fields: readonly K[] } & O;

/** Which fields become features, and how. Columns come in the order of the kinds below and of the fields in each. */
export interface EncodingSpec<D> {
  /** Numbers, imputed and scaled; default: mean for missing, then zero mean and unit variance. */
  readonly scale?: Fields<NumberKeys<D>, NumberOptions>;
  /** Numbers and booleans as they are, missing ones as NaN unless imputed. */
  readonly passthrough?: Fields<NumberKeys<D> | BooleanKeys<D>, PassthroughOptions>;
  /** A column of zeros and ones for each category. */
  readonly oneHot?: Fields<StringKeys<D> | BooleanKeys<D>, OneHotOptions>;
  /** One column with the place of the category. */
  readonly ordinal?: Fields<StringKeys<D> | BooleanKeys<D>, OrdinalOptions>;
  /** Parts of dates in UTC, points on the clock, and time elapsed. */
  readonly dates?: Fields<DateKeys<D>, DateOptions>;
  /** Word counts or tf-idf. */
  readonly text?: Fields<StringKeys<D>, TextOptions>;
}

/** Each field of a list with its options. */
export function* fieldsOf<O extends object>(
  list: Fields<string, O> | undefined,
): Iterable<readonly [field: string, options: O]> {
  for (const item of list ?? []) {
    if (typeof item === "string") yield [item, {} as O];
    else for (const field of item.fields) yield [field, item];
  }
}
