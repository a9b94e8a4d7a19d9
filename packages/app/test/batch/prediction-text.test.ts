import { predictionsOf, type Label } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { CsvLines, type AnyPredictions } from "@tandem/app";

/** Two predictions of a classifier, or of a model that only looks like one where there are no classes. */
function predicted(classes: readonly Label[] | undefined, rows: readonly (readonly number[])[]): AnyPredictions {
  const at = (row: number) => ({ probabilities: rows[row] });
  return predictionsOf<Record<string, unknown>>(
    rows.map((_, row) => `r${row}`),
    { length: rows.length, ...(classes ? { classes } : {}), at, column: () => rows },
  );
}
const text = (batch: AnyPredictions, columns?: readonly string[]) => [...new CsvLines(columns).of(batch)].join("");
const rows = [
  [0.25, 0.75],
  [0.5, 0.5],
] as const;

describe("a CSV of probabilities", () => {
  it.each<[string, readonly Label[], string]>([
    ["words", ["no", "yes"], "probabilities.no,probabilities.yes"],
    ["numbers", [1, 2.5], "probabilities.1,probabilities.2.5"],
    ["booleans", [false, true], "probabilities.false,probabilities.true"],
    ["awkward words", ['a "b"', "c,\nd"], '"probabilities.a ""b""","probabilities.c,\nd"'],
    ["words with spaces at their ends and none", ["", "x "], 'probabilities.,"probabilities.x "'],
    ["words that are other classes' places", ["1", "10"], "probabilities.1,probabilities.10"],
  ])("names columns by classes that are %s", (_, classes, head) => {
    expect(text(predicted(classes, rows))).toBe(`id,${head}\nr0,0.25,0.75\nr1,0.5,0.5\n`);
  });

  it("counts where there are no classes, or not as many as numbers", () => {
    for (const classes of [undefined, ["a", "b", "c"]])
      expect(text(predicted(classes, rows))).toBe("id,probabilities.0,probabilities.1\nr0,0.25,0.75\nr1,0.5,0.5\n");
  });

  it("goes on with a file whose columns are named, in whatever order, and with one whose columns are counted", () => {
    expect(text(predicted([1, 2], rows), ["id", "probabilities.2", "probabilities.1"])).toBe(
      "r0,0.75,0.25\nr1,0.5,0.5\n",
    );
    expect(text(predicted([1, 2], rows), ["id", "probabilities.0", "probabilities.1"])).toBe(
      "r0,0.25,0.75\nr1,0.5,0.5\n",
    );
  });
});
