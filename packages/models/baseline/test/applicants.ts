import { readFileSync } from "node:fs";
import { labeledSamplesOf, type LabeledSample, type LabeledSamples } from "@tandem/core";
import type { Applicant, Status } from "../src/index.ts";

/** The requests of examples/data/credit.csv; no field in it holds a comma. */
export function applicants(): LabeledSamples<Applicant, Status> {
  const text = readFileSync(new URL("../../../../examples/data/credit.csv", import.meta.url), "utf8");
  const [head = [], ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(cell));
  return labeledSamplesOf(
    rows.map((cells): LabeledSample<Applicant, Status> => {
      const { id, Status: label, ...data } = Object.fromEntries(head.map((name, i) => [name, cells[i]]));
      return { id: id as string, data: data as Applicant, label: label as Status };
    }),
  );
}

function cell(text: string): string | number | null {
  if (text.startsWith('"')) return text.slice(1, -1);
  return text === "" ? null : Number(text);
}
