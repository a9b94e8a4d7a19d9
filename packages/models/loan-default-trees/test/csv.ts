import { readFileSync } from "node:fs";
import { fieldKinds, type LabeledSample, type Schema } from "@tandem/core";

/** The samples of a file of examples/data; `kinds` of the schema say which fields are numbers, an empty field is missing. */
export function labeledRows<D, L>(
  file: string,
  schema: Schema<D>,
  label: string,
  read: (text: string) => L,
): LabeledSample<D, L>[] {
  const kinds = fieldKinds(schema)!;
  const text = readFileSync(new URL(`../../../../examples/data/${file}`, import.meta.url), "utf8");
  const [header, ...rows] = text.trimEnd().split(/\r?\n/).map(cells);
  return rows.map((row) => {
    const all = Object.fromEntries(header!.map((name, i) => [name, row[i]!]));
    const { id, [label]: known, ...raw } = all;
    const data = Object.entries(raw).map(([name, cell]) => [
      name,
      cell === "" ? null : kinds[name] === "number" ? Number(cell) : cell,
    ]);
    return { id: id!, label: read(known!), data: Object.fromEntries(data) as D };
  });
}

function cells(line: string): string[] {
  return Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g),
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!,
  );
}
