import { labeledCsv, testModelPackage } from "@tandem/testkit";
import { churn } from "../src/index.ts";

const customers = labeledCsv(churn, new URL("../../../../examples/data/churn.csv", import.meta.url), "churn");

testModelPackage(churn, customers.slice(0, 300));
