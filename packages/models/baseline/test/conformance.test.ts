import { labeledCsv, testModelPackage } from "@tandem/testkit";
import { baseline, random } from "../src/index.ts";

const some = labeledCsv(baseline, new URL("../../../../examples/data/credit.csv", import.meta.url), "Status").slice(
  0,
  200,
);

testModelPackage(baseline, some);
testModelPackage(random, some);
