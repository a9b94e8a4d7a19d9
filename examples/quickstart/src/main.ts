import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { fsStore } from "@tandem/storage-fs";
import { trials } from "./trials.ts";
import { tryModel, type Outcome } from "./try-model.ts";
import { outcomeTable } from "./outcome-table.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const store = fsStore(`${root}.tandem/store`);

console.log("Four models, each judged on samples it has not seen, then trained on all, saved, loaded and asked.\n");
const outcomes: Outcome[] = [];
for (const trial of trials) {
  console.log(`  ${trial.pkg.name}: ${trial.question}`);
  outcomes.push(await tryModel(trial, store, `${root}.tandem/reports`));
}

console.log(`\n${outcomeTable(outcomes)}\n`);
console.log("The metric is the mean of five folds, with its standard deviation. Open a report in a browser:");
for (const { report } of outcomes) console.log(`  ${relative(process.env["INIT_CWD"] ?? process.cwd(), report)}`);
console.log("\nNext: `npm run tandem -- models`, which builds the rest first, and a look at packages/models/churn.");
