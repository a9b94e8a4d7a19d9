import { TandemError } from "@tandem/core";
import type { RecordOptions } from "../read-plan.ts";
import type { Dialect } from "./fields.ts";

export interface CsvOptions<D, L = never> extends RecordOptions<D, L> {
  /** What errors and row ids call the source; by default the file's name. */
  readonly name?: string;
  /** One ASCII character. Default ",". */
  readonly delimiter?: string;
  /** One ASCII character, `""` where quotes are plain text. Default `"`; a quote within quotes is doubled. */
  readonly quote?: string;
  /**
   * Texts that mean "no value" in any column, beside the empty cell, which always does. A quoted empty cell (`""`) is empty text
   * in a column of texts and missing in any other.
   */
  readonly missing?: readonly string[];
  /** Any encoding TextDecoder knows. Default "utf-8", with or without a byte order mark. */
  readonly encoding?: string;
  /** The columns' names where the file has no header line. */
  readonly header?: readonly string[];
  /** The longest record accepted, in bytes: what stops an unclosed quote from reading a whole file. Default 64 MB. */
  readonly maxRecordBytes?: number;
}

/** A quote that no byte equals. */
const NO_QUOTE = -1;

export function dialectOf(
  source: string,
  { delimiter = ",", quote = '"' }: { readonly delimiter?: string; readonly quote?: string },
): Dialect {
  const byteOf = (option: string, text: string): number => {
    const code = text.charCodeAt(0);
    if (text.length !== 1 || code > 126 || code === 10 || code === 13)
      throw new TandemError("data/bad-options", {
        source,
        option,
        reason: `is ${JSON.stringify(text)}: give one ASCII character that is no line break`,
      });
    return code;
  };
  const dialect = {
    delimiter: byteOf("delimiter", delimiter),
    quote: quote === "" ? NO_QUOTE : byteOf("quote", quote),
  };
  if (dialect.delimiter === dialect.quote)
    throw new TandemError("data/bad-options", {
      source,
      option: "delimiter",
      reason: "is also the quote: give two different characters",
    });
  return dialect;
}
