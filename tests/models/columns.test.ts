import { readFileSync } from "node:fs";
import type { AnyModelPackage } from "@tandem/core";
import { csvSource } from "@tandem/data";
import { baseline } from "@tandem/model-baseline";
import { churn } from "@tandem/model-churn";
import { churnTrees } from "@tandem/model-churn-trees";
import { housePrice } from "@tandem/model-house-price";
import { housePriceTrees } from "@tandem/model-house-price-trees";
import { loanDefault } from "@tandem/model-loan-default";
import { loanDefaultTrees } from "@tandem/model-loan-default-trees";
import { expect, it } from "vitest";

/** A model, its data and a column of it as it should not be written. */
const cases = [
  [churn, "churn.csv", "international_plan", "internatonal_plan"],
  [churnTrees, "churn.csv", "total_day_minutes", "total_day_minute"],
  [housePrice, "ames.csv", "Neighborhood", "Neighbourhood"],
  [housePriceTrees, "ames.csv", "Gr_Liv_Area", "Gr_Live_Area"],
  [loanDefault, "loans.csv", "int_rate", "interest_rate"],
  [loanDefaultTrees, "loans.csv", "term", "trem"],
  [baseline, "credit.csv", "Income", "income"],
] as const satisfies readonly (readonly [AnyModelPackage, string, string, string])[];

it.each(cases)(
  "a misspelt column is an error that names it: %#",
  async (pkg: AnyModelPackage, file, column, misspelt) => {
    const text = readFileSync(`examples/data/${file}`, "utf8").split("\n").slice(0, 3).join("\n");
    const source = csvSource(Buffer.from(text.replace(`"${column}"`, `"${misspelt}"`)), {
      name: file,
      schema: pkg.sample,
    });
    await expect(source.read()).rejects.toMatchObject({
      code: "data/missing-column",
      message: expect.stringContaining(`${file} has no column "${column}"`) as string,
      details: { missing: [column] },
    });
  },
);
