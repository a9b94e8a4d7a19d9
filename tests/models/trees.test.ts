import { crossvalidateModel } from "@tandem/app";
import type { AnyModelPackage, LabeledSamples } from "@tandem/core";
import { csvSource } from "@tandem/data";
import { housePriceTrees } from "@tandem/model-house-price-trees";
import { loanDefaultTrees } from "@tandem/model-loan-default-trees";
import { expect, it } from "vitest";

/** scikit-learn's HistGradientBoosting at its defaults over five shuffled folds, stratified for classes. */
it.each<[string, AnyModelPackage, string, string, Readonly<Record<string, number>>]>([
  ["loan-default-trees", loanDefaultTrees, "loans.csv", "Class", { rocAuc: 0.714, logLoss: 0.204, accuracy: 0.947 }],
  ["house-price-trees", housePriceTrees, "ames.csv", "Sale_Price", { r2: 0.895, rmse: 25_796, mae: 15_552 }],
])(
  "%s: reaches scikit-learn's boosting within one standard deviation of the folds",
  async (_, model, file, label, reference) => {
    const source = csvSource(`examples/data/${file}`, {
      schema: model.sample,
      label: { column: label, schema: model.label },
    });
    const samples = (await source.read()) as LabeledSamples<unknown, unknown>;
    const { summary } = await crossvalidateModel(model, samples, { folds: 5, parallel: false });
    for (const [metric, score] of Object.entries(reference)) {
      const { mean, sd } = summary[metric]!;
      const better = ["logLoss", "rmse", "mae"].includes(metric) ? score - mean : mean - score;
      expect(better, `${metric} ${mean} +- ${sd}`).toBeGreaterThanOrEqual(-sd);
    }
  },
);
