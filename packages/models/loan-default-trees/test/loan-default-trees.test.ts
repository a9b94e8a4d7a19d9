import { Loan, loanDefaultTrees, Standing } from "@tandem/model-loan-default-trees";
import { testModelPackage } from "@tandem/testkit";
import { expect, it } from "vitest";
import { labeledRows } from "./csv.ts";

const loans = labeledRows<Loan, Standing>("loans.csv", Loan, "Class", (text) => Standing.parse(text));

testModelPackage(
  loanDefaultTrees,
  loans.filter(({ label }, row) => row % (label === "bad" ? 10 : 40) === 0),
);

it("knows every field of the file", () => {
  expect(Object.keys(Loan.shape).sort()).toEqual(Object.keys(loans[0]!.data).sort());
});
