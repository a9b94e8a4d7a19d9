const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;

/** The cells of each record of a CSV text (RFC 4180); blank lines at the end are none. */
export function csvRecords(text: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  const end = text.trimEnd().length;
  CELL.lastIndex = 0;
  for (let match = CELL.exec(text); match; match = CELL.exec(text)) {
    const [, cell = "", separator] = match;
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (separator === ",") continue;
    records.push(cells);
    cells = [];
    if (CELL.lastIndex >= end) break;
  }
  return records;
}
