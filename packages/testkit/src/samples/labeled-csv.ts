import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fieldKinds, TandemError, type LabeledSample, type ModelPackage, type Schema } from "@tandem/core";
import { csvRecords } from "./csv-records.ts";

export interface LabeledCsvOptions {
  /** The column of ids. Default "id". */
  readonly id?: string;
  /** Texts that mean "no value", beside the empty field. */
  readonly missing?: readonly string[];
}

/**
 * The samples of a small CSV file, to test a model package on: labels from the column named, data from those that are
 * neither label nor id. The package's schemas say which columns are numbers; an empty field is missing (null). Teams read
 * their data by @tandem/data, which holds it against the schema; this stands on nothing that a model's tests may not import.
 * @throws TandemError `check/bad-file`
 */
export function labeledCsv<D, L>(
  pkg: Pick<ModelPackage<D, L, object>, "sample" | "label">,
  file: URL | string,
  label: string,
  { id = "id", missing = [] }: LabeledCsvOptions = {},
): LabeledSample<D, L>[] {
  const name = file instanceof URL ? fileURLToPath(file) : file;
  const kinds = fieldKinds(pkg.sample) ?? {};
  const refuse = (row: number, reason: string) => new TandemError("check/bad-file", { file: name, row, reason });
  const [header = [], ...rows] = csvRecords(readFileSync(name, "utf8").replace(/^\uFEFF/, ""));
  for (const column of [id, label])
    if (!header.includes(column))
      throw refuse(
        1,
        `it has no column "${column}"${column === "id" ? "; name the one that tells samples apart: { id }" : ""}`,
      );
  return rows.map((cells, at) => {
    const row = at + 2;
    if (cells.length !== header.length) throw refuse(row, `it has ${cells.length} cells for ${header.length} columns`);
    const data: Record<string, unknown> = {};
    for (const [column, text] of cells.entries()) {
      const field = header[column]!;
      if (field !== id && field !== label) data[field] = missing.includes(text) ? null : valueOf(text, kinds[field]);
    }
    const known = labelOf(pkg.label, cells[header.indexOf(label)]!);
    if (!known) throw refuse(row, `the schema of labels accepts neither the text nor the number in "${label}"`);
    return { id: cells[header.indexOf(id)]!, label: known.value, data: data as D };
  });
}

function valueOf(text: string, kind: string | undefined): unknown {
  if (text === "") return null;
  return kind === "number" ? Number(text) : kind === "boolean" ? text === "true" : text;
}

/** The text, or the number it stands for, whichever the schema accepts. */
function labelOf<L>(schema: Schema<L>, text: string): { readonly value: L } | undefined {
  for (const candidate of [text, Number(text)]) {
    const result = schema["~standard"].validate(candidate);
    if (!(result instanceof Promise) && !result.issues) return { value: result.value };
  }
  return undefined;
}
