import { readFileSync } from "node:fs";

export interface RealData {
  readonly features: { readonly rows: number; readonly columns: number; readonly data: Float64Array };
  readonly targets: Float64Array;
}

/** A file of examples/data as numbers: categories by their place in the alphabet, what is missing NaN, no cell with a comma. */
export function realData(name: string, label: string, positive?: string): RealData {
  const text = readFileSync(new URL(`../../../../../examples/data/${name}.csv`, import.meta.url), "utf8");
  const [head = [], ...lines] = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const fields = head.map((field) => field.replaceAll('"', ""));
  const known = lines.filter((cells) => cells[fields.indexOf(label)] !== "");
  const used = fields.map((_, i) => i).filter((i) => fields[i] !== "id" && fields[i] !== label);
  const columns = used.map((i) => numbers(known.map((cells) => cells[i]!)));
  const data = Float64Array.from({ length: known.length * used.length }, (_, at) => {
    return columns[at % used.length]![Math.floor(at / used.length)]!;
  });
  const answers = known.map((cells) => cells[fields.indexOf(label)]!.replaceAll('"', ""));
  return {
    features: { rows: known.length, columns: used.length, data },
    targets: Float64Array.from(answers, (answer) =>
      positive === undefined ? Number(answer) : answer === positive ? 1 : 0,
    ),
  };
}

function numbers(cells: readonly string[]): Float64Array {
  const words = [...new Set(cells.filter((cell) => cell.startsWith('"')))].sort();
  return Float64Array.from(cells, (cell) =>
    cell === "" ? NaN : words.length > 0 ? words.indexOf(cell) : Number(cell),
  );
}
