import { closestWord } from "@tandem/core";

/** "; did you mean ...?" where a known word is close enough to the given one, else nothing. */
export function suggestion(given: string, known: readonly string[]): string {
  const closest = closestWord(given, known);
  return closest === undefined ? "" : `; did you mean "${closest}"?`;
}
