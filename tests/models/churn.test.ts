import { crossvalidateModel } from "@tandem/app";
import { csvSource } from "@tandem/data";
import { churn } from "@tandem/model-churn";
import { expect, it } from "vitest";

/** scikit-learn's logistic regression (C = 1; mean-imputed, scaled, one-hot) over five shuffled, stratified folds. */
const REFERENCE = { rocAuc: 0.821, logLoss: 0.321, accuracy: 0.865 };

it("reaches scikit-learn's scores within one standard deviation of the folds", async () => {
  const source = csvSource("examples/data/churn.csv", {
    schema: churn.sample,
    label: { column: "churn", schema: churn.label },
  });
  const { summary } = await crossvalidateModel(churn, await source.read(), { folds: 5, parallel: false });
  for (const [metric, reference] of Object.entries(REFERENCE)) {
    const { mean, sd } = summary[metric]!;
    expect(Math.abs(mean - reference), `${metric} ${mean}`).toBeLessThanOrEqual(sd);
  }
});
