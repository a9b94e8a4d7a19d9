import type { AnyModelPackage } from "@tandem/core";
import { credit } from "@tandem/example-a-model-in-50-lines";
import { churn } from "@tandem/model-churn";
import { housePrice } from "@tandem/model-house-price";
import { loanDefault } from "@tandem/model-loan-default";

/** A model and the data it is tried on. */
export interface Trial {
  readonly pkg: AnyModelPackage;
  readonly question: string;
  /** A file of examples/data and the column of it that is to be predicted. */
  readonly file: string;
  readonly label: string;
  /** The metric that the table shows. */
  readonly metric: string;
}

export const trials: readonly Trial[] = [
  { pkg: churn, question: "which customers leave?", file: "churn.csv", label: "churn", metric: "rocAuc" },
  { pkg: housePrice, question: "what does a house sell for?", file: "ames.csv", label: "Sale_Price", metric: "r2" },
  { pkg: loanDefault, question: "which loans go bad?", file: "loans.csv", label: "Class", metric: "rocAuc" },
  { pkg: credit, question: "who does not pay back a credit?", file: "credit.csv", label: "Status", metric: "rocAuc" },
];
