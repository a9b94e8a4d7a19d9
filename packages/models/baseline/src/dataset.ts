import { defineDataset } from "@tandem/core";
import { z } from "zod";

const amount = z.number().nullable();
const choice = z.string().nullable();

/** A request for consumer credit; money in thousands of pesetas, `Time` in months. */
export const Applicant = z.object({
  Seniority: amount,
  Home: choice,
  Time: amount,
  Age: amount,
  Marital: choice,
  Records: choice,
  Job: choice,
  Expenses: amount,
  Income: amount,
  Assets: amount,
  Debt: amount,
  Amount: amount,
  Price: amount,
});
export type Applicant = z.infer<typeof Applicant>;

export const Status = z.enum(["good", "bad"]);
export type Status = z.infer<typeof Status>;

const NUMBERS = ["Seniority", "Time", "Age", "Expenses", "Income", "Assets", "Debt", "Amount", "Price"] as const;

/** One number per applicant that stands for all of its numbers and tells nothing of the outcome. */
export const applicantMarks = defineDataset<Applicant, Status>()({
  features(samples) {
    const marks = new Float64Array(samples.length);
    for (const field of NUMBERS) {
      const values = samples.numbers(field);
      for (let row = 0; row < marks.length; row++)
        marks[row] = Math.imul(marks[row]! ^ (values[row]! * 1000), 0x9e3779b1);
    }
    return { rows: samples.length, marks };
  },
});
