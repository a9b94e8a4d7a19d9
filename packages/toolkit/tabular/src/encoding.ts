import type { Samples } from "@tandem/core";
import type { Columns } from "./columns.ts";
import { learnDate, type DateBlock } from "./dates.ts";
import { learnNumber, type NumberBlock } from "./numbers.ts";
import { learnOneHot, type OneHotBlock } from "./one-hot.ts";
import { learnOrdinal, type OrdinalBlock } from "./ordinal.ts";
import { fieldsOf, type EncodingSpec } from "./spec.ts";
import { learnText, type TextBlock } from "./text.ts";

/** What was learned of the fields: plain JSON, to be saved with the model. */
export interface Encoding {
  readonly version: 1;
  readonly blocks: readonly Block[];
}
export type Block = NumberBlock | OneHotBlock | OrdinalBlock | DateBlock | TextBlock;

/**
 * Learns from training samples how fields become columns. Sample weights play no part. The result is plain JSON; fields that
 * the spec does not name are left out.
 * @throws TandemError `tabular/bad-spec`, `tabular/not-finite`, `tabular/bad-date`, and what reading the fields throws.
 */
export function learnEncoding<D>(samples: Samples<D>, spec: EncodingSpec<D>): Encoding {
  const columns = samples as unknown as Columns;
  const blocks: Block[] = [];
  for (const [field, options] of fieldsOf(spec.scale)) blocks.push(learnNumber(columns, field, options));
  for (const [field, options] of fieldsOf(spec.passthrough))
    blocks.push(learnNumber(columns, field, { impute: "none", ...options, method: "none" }));
  for (const [field, options] of fieldsOf(spec.oneHot)) blocks.push(learnOneHot(columns, field, options));
  for (const [field, options] of fieldsOf(spec.ordinal)) blocks.push(learnOrdinal(columns, field, options));
  for (const [field, options] of fieldsOf(spec.dates)) blocks.push(learnDate(columns, field, options));
  for (const [field, options] of fieldsOf(spec.text)) blocks.push(learnText(columns, field, options));
  return { version: 1, blocks };
}
