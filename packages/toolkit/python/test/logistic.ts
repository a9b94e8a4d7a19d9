import { classification, labeledSamplesOf, randomSequence, type LabeledSample } from "@tandem/core";
import { pythonModel } from "@tandem/toolkit-python";
import { z } from "zod";

const Customer = z.object({
  tenure: z.number().nullish(),
  charges: z.number().nullish(),
  contract: z.string().nullish(),
});
export type Customer = z.infer<typeof Customer>;
export type Churned = "yes" | "no";

/** scikit-learn's logistic regression over features made by dataset.py. */
export const churnByPython = pythonModel({
  name: "churn-by-python",
  task: classification<Churned>({ positive: "yes" }),
  sample: Customer,
  label: z.enum(["yes", "no"]),
  folder: new URL("./fixtures/logistic/", import.meta.url),
  format: "logistic@1",
});

export function customers(rows: number, seed = 3): LabeledSample<Customer, Churned>[] {
  const random = randomSequence(seed);
  return Array.from({ length: rows }, (_, row) => {
    const [tenure, charges] = [random() * 70, 20 + random() * 100];
    const contract = ["month", "year", "two years"][Math.floor(random() * 3)]!;
    const leaves = random() < 1 / (1 + Math.exp(0.08 * tenure - 0.03 * charges + (contract === "month" ? -1 : 1)));
    const data = { tenure: row % 11 === 5 ? null : tenure, charges, contract: row % 13 === 6 ? null : contract };
    return { id: `c${row}`, data, label: leaves ? "yes" : "no" };
  });
}

export const labelled = (rows: number) => labeledSamplesOf(customers(rows));
