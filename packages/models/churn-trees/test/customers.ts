import { readFileSync } from "node:fs";
import { labeledSamplesOf, type LabeledSample, type LabeledSamples } from "@tandem/core";
import type { Churned, Customer } from "../src/index.ts";

/** The 5,000 customers of examples/data/churn.csv; no field in it holds a comma. */
export function customers(): LabeledSamples<Customer, Churned> {
  const text = readFileSync(new URL("../../../../examples/data/churn.csv", import.meta.url), "utf8");
  const [head = [], ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(cell));
  return labeledSamplesOf(
    rows.map((cells): LabeledSample<Customer, Churned> => {
      const { id, churn, ...data } = Object.fromEntries(head.map((name, i) => [name, cells[i]]));
      return { id: id as string, data: data as Customer, label: churn as Churned };
    }),
  );
}

function cell(text: string): string | number | null {
  if (text.startsWith('"')) return text.slice(1, -1);
  return text === "" ? null : Number(text);
}
