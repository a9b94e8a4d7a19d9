import { TandemError } from "@tandem/core";
import type { Table } from "./table.ts";

/** Codes are indexes into a dictionary; greater ones are no codes but numbers. */
const MOST_CODE = 2 ** 20;

/** The most frequent category codes of a feature, at most `most`, ascending. NaN and negative codes are missing values. */
export function categoriesOf(table: Table, feature: number, most: number): Int32Array {
  const counts: number[] = [];
  table.visit(feature, (code) => {
    if (!(code >= 0)) return;
    if (!Number.isInteger(code) || code > MOST_CODE) throw notACode(table.names?.[feature] ?? String(feature), code);
    while (counts.length <= code) counts.push(0);
    counts[code]!++;
  });
  const seen = Array.from(counts.keys()).filter((code) => counts[code]! > 0);
  const frequent = seen.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, most);
  return Int32Array.from(frequent).sort();
}

function notACode(column: string, value: number): TandemError {
  return new TandemError("trees/bad-data", {
    what: `categorical column ${column}`,
    reason: `${value} is no category code; give whole numbers from 0 to ${MOST_CODE}`,
  });
}
