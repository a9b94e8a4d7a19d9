import type { AnyPredictions } from "./sink.ts";

export type PredictionFormat = "csv" | "ndjson";

/** Rows joined to one string, so that writing is not once a row. */
const ROWS = 2048;

/** A JSON object a line, as the model gave it. */
export function* ndjsonLines(batch: AnyPredictions): Iterable<string> {
  for (let start = 0; start < batch.length; start += ROWS) {
    let text = "";
    for (let row = start; row < Math.min(start + ROWS, batch.length); row++)
      text += `${JSON.stringify(batch.at(row))}\n`;
    yield text;
  }
}

/**
 * CSV with a header before the first row. Probabilities become a column for each class, named by it (probabilities.no,
 * probabilities.yes), other lists one for each place (items.0, items.1), nested objects JSON. The columns are those of the first prediction; where there is none, those that any would have.
 */
export class CsvLines {
  readonly #numbers = new NumberTexts();

  /** @param columns of a text that goes on: then no header is written. */
  constructor(public columns?: readonly string[]) {}

  *of(batch: AnyPredictions): Iterable<string> {
    if (!this.columns) {
      const columns = batch.length > 0 ? columnsOf(batch.at(0), batch.classes) : columnsOfNone(batch);
      if (columns.length === 0) return;
      this.columns = columns;
      yield `${columns.map((name) => cell(name)).join(",")}\n`;
    }
    if (batch.length === 0) return;
    const places = placesOf(batch, this.columns);
    const cells = this.columns.map((name) => cellsOf(batch, name, places, this.#numbers));
    for (let start = 0; start < batch.length; start += ROWS) {
      let text = "";
      for (let row = start; row < Math.min(start + ROWS, batch.length); row++) {
        text += cells[0]!(row);
        for (let i = 1; i < cells.length; i++) text += `,${cells[i]!(row)}`;
        text += "\n";
      }
      yield text;
    }
  }
}

type Classes = AnyPredictions["classes"];
/** A column of a list: its field, and which of the values. */
type Place = readonly [field: string, at: number];

function columnsOf(prediction: Readonly<Record<string, unknown>>, classes: Classes): readonly string[] {
  return Object.entries(prediction).flatMap(([name, value]) =>
    Array.isArray(value) ? namesOfList(name, value.length, classes) : [name],
  );
}

/** Columns as the model says them without a prediction to look at. */
function columnsOfNone({ fields = [], classes }: AnyPredictions): readonly string[] {
  if (fields.length === 0) return [];
  const names = fields.flatMap((field) =>
    field === PROBABILITIES && classes ? namesOfList(field, classes.length, classes) : [field],
  );
  return ["id", ...names];
}

const PROBABILITIES = "probabilities";

function namesOfList(field: string, length: number, classes: Classes): readonly string[] {
  const named = field === PROBABILITIES && classes?.length === length;
  return Array.from({ length }, (_, at) => `${field}.${named ? String(classes[at]) : at}`);
}

/** Columns of lists by their names. A file that goes on may have been begun when classes were counted instead of named. */
function placesOf({ classes }: AnyPredictions, columns: readonly string[]): ReadonlyMap<string, Place> {
  const named = classes?.map(
    (label, at) => [`${PROBABILITIES}.${String(label)}`, [PROBABILITIES, at] as const] as const,
  );
  const places = named?.every(([name]) => columns.includes(name)) ? named : [];
  const counted = columns.flatMap((name) => {
    const [, field, at] = /^(.*)\.(\d+)$/.exec(name) ?? [];
    return field === undefined ? [] : [[name, [field, Number(at)] as const] as const];
  });
  return new Map<string, Place>([...counted, ...places]);
}

/** The cells of one column; a column `list.2` is the third value of the field `list`, unless there is a field of that name. */
function cellsOf(
  batch: AnyPredictions,
  name: string,
  places: ReadonlyMap<string, Place>,
  numbers: NumberTexts,
): (row: number) => string {
  if (name === "id") return (row) => cell(batch.ids[row]);
  const place = Object.hasOwn(batch.at(0), name) ? undefined : places.get(name);
  const values = columnOf(batch, place?.[0] ?? name);
  if (!values) return () => "";
  if (!place) return (row) => cell(values[row], numbers);
  const [, at] = place;
  return (row) => cell((values[row] as readonly unknown[] | null | undefined)?.[at], numbers);
}

/** Rows that lack a field have it missing, also where no row has it. */
function columnOf(batch: AnyPredictions, field: string): ArrayLike<unknown> | undefined {
  return Object.hasOwn(batch.at(0), field)
    ? batch.column(field)
    : Array.from({ length: batch.length }, (_, row) => batch.at(row)[field]);
}

function cell(value: unknown, numbers?: NumberTexts): string {
  if (typeof value === "number") return numbers ? numbers.of(value) : String(value);
  if (value === null || value === undefined) return "";
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value as string | boolean);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Numbers as the shortest text that is exact. A probability stands in a row twice, as the label's and as its class's:
 * the last two texts are kept, as finding the digits is most of the work.
 */
class NumberTexts {
  #value = NaN;
  #text = "";
  #before = NaN;
  #textBefore = "";

  of(value: number): string {
    if (value === 0) return Object.is(value, -0) ? "-0" : "0";
    if (value === this.#value) return this.#text;
    if (value === this.#before) return this.#textBefore;
    [this.#before, this.#textBefore] = [this.#value, this.#text];
    this.#value = value;
    return (this.#text = String(value));
  }
}
