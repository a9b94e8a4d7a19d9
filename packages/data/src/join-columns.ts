import { MISSING_BOOLEAN, MISSING_CODE, type ColumnData } from "@tandem/core";
import { isMissingAt, lengthOf, packColumn, valueOf } from "./check/columns.ts";

/** Columns one after another; columns of different kinds (unknown fields) become `json`. */
export function joinColumns(parts: readonly ColumnData[]): ColumnData {
  const kinds = new Set(parts.filter((part) => !isEmpty(part)).map((part) => part.kind));
  const kind = kinds.size === 1 ? [...kinds][0]! : kinds.size === 0 ? parts[0]?.kind : "json";
  const length = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  if (kind === "number" || kind === "date")
    return {
      kind,
      values: fill(new Float64Array(length).fill(NaN), parts, (part) => (part.kind === kind ? part.values : undefined)),
    };
  if (kind === "boolean")
    return {
      kind,
      values: fill(new Uint8Array(length).fill(MISSING_BOOLEAN), parts, (part) =>
        part.kind === kind ? part.values : undefined,
      ),
    };
  if (kind === "string") return joinTexts(parts, length);
  return packColumn(
    parts.flatMap((part) => Array.from({ length: lengthOf(part) }, (_, row) => valueOf(part, row))),
    "json",
  );
}

export function missingColumnLike(column: ColumnData, length: number): ColumnData {
  return packColumn(new Array<undefined>(length).fill(undefined), column.kind);
}

function isEmpty(column: ColumnData): boolean {
  const length = lengthOf(column);
  for (let row = 0; row < length; row++) if (!isMissingAt(column, row)) return false;
  return true;
}

function fill<T extends Float64Array | Uint8Array>(
  into: T,
  parts: readonly ColumnData[],
  values: (part: ColumnData) => T | undefined,
): T {
  let at = 0;
  for (const part of parts) {
    const own = values(part);
    if (own) into.set(own, at);
    at += lengthOf(part);
  }
  return into;
}

function joinTexts(parts: readonly ColumnData[], length: number): ColumnData {
  const codes = new Int32Array(length).fill(MISSING_CODE);
  const dictionary: string[] = [];
  const known = new Map<string, number>();
  let at = 0;
  for (const part of parts) {
    if (part.kind === "string") {
      const mapped = Int32Array.from(part.dictionary, (text) => {
        let code = known.get(text);
        if (code === undefined) known.set(text, (code = dictionary.push(text) - 1));
        return code;
      });
      for (let row = 0; row < part.codes.length; row++)
        codes[at + row] = part.codes[row]! < 0 ? MISSING_CODE : mapped[part.codes[row]!]!;
    }
    at += lengthOf(part);
  }
  return { kind: "string", codes, dictionary };
}
