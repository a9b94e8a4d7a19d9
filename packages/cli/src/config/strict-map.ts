import { closestWord } from "@tandem/core";
import { z } from "zod";

/** A map of known keys only; the message of unknown ones has a line for each, which says what may have been meant. */
export function strictMap<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: ({ code, keys = [] }) =>
      code === "unrecognized_keys" ? (keys as string[]).map((key) => unknownKey(key, known)).join("\n") : undefined,
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  const closest = closestWord(key, known);
  return closest === undefined
    ? `this key is not known here; known are ${known.join(", ")}`
    : `this key is not known here; did you mean "${closest}"?`;
}
