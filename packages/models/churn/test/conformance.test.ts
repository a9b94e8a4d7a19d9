import { testModelPackage } from "@tandem/testkit";
import { churn } from "../src/index.ts";
import { customers } from "./customers.ts";

testModelPackage(churn, customers().select(Array.from({ length: 300 }, (_, i) => i)));
