import type { Predictions } from "@tandem/core";

type Batch = Predictions<Record<string, unknown>>;

/** Rows joined to one string, so that writing is not once a row. */
const ROWS = 1024;

/** A JSON object a line, as the model gave it. */
export function* ndjsonLines(batch: Batch): Iterable<string> {
  for (let start = 0; start < batch.length; start += ROWS) {
    let text = "";
    for (let row = start; row < Math.min(start + ROWS, batch.length); row++)
      text += `${JSON.stringify(batch.at(row))}\n`;
    yield text;
  }
}

/**
 * CSV with a header before the first row. Lists become columns of their own (probabilities.0, probabilities.1), nested
 * objects JSON. The columns are those of the first prediction.
 */
export function csvLines(): (batch: Batch) => Iterable<string> {
  let header: readonly string[] | undefined;
  return function* lines(batch) {
    for (let start = 0; start < batch.length; start += ROWS) {
      let text = "";
      for (let row = start; row < Math.min(start + ROWS, batch.length); row++) {
        const cells = flat(batch.at(row));
        if (!header) {
          header = Object.keys(cells);
          text += `${header.map(field).join(",")}\n`;
        }
        text += `${header.map((name) => field(cells[name])).join(",")}\n`;
      }
      yield text;
    }
  };
}

function flat(prediction: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const cells: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(prediction)) {
    if (Array.isArray(value)) value.forEach((item: unknown, i) => (cells[`${name}.${i}`] = item));
    else cells[name] = value;
  }
  return cells;
}

function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value as string | number | boolean);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
