import { testModelPackage } from "@tandem/testkit";
import { baseline, random } from "../src/index.ts";
import { applicants } from "./applicants.ts";

const some = applicants().select(Array.from({ length: 200 }, (_, i) => i));

testModelPackage(baseline, some);
testModelPackage(random, some);
