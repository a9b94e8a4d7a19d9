import { basename } from "node:path";
import { nameOfInput, type ByteInput } from "../bytes.ts";
import { checkedSource } from "../checked-source.ts";
import type { Source } from "../source.ts";
import type { CsvOptions } from "./csv-options.ts";
import { csvReader } from "./csv-reader.ts";

/**
 * Samples from CSV (RFC 4180, and the variations that {@link CsvOptions} name): a path, bytes or a stream of bytes,
 * read in bounded memory. Types come from the schema alone: a zip code 01234 declared as text stays "01234".
 *
 * ```ts
 * const customers = csvSource("churn.csv", { schema: Customer, label: { column: "churn", schema: Churned } });
 * for await (const batch of customers.unlabeled().batches()) ...
 * ```
 * Errors while reading: `data/not-found`, `data/missing-column`, `data/malformed` and `data/invalid`.
 */
export function csvSource<D, L = never>(input: ByteInput, options: CsvOptions<D, L>): Source<D, L> {
  const name = options.name ?? basename(nameOfInput(input));
  return checkedSource(csvReader(name, input, options as CsvOptions<unknown, unknown>), options);
}
