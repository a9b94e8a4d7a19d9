import { Loan, loanDefaultTrees } from "@tandem/model-loan-default-trees";
import { labeledCsv, testModelPackage } from "@tandem/testkit";
import { expect, it } from "vitest";

const loans = labeledCsv(loanDefaultTrees, new URL("../../../../examples/data/loans.csv", import.meta.url), "Class");

testModelPackage(
  loanDefaultTrees,
  loans.filter(({ label }, row) => row % (label === "bad" ? 10 : 40) === 0),
);

it("knows every field of the file", () => {
  expect(Object.keys(Loan.shape).sort()).toEqual(Object.keys(loans[0]!.data).sort());
});
