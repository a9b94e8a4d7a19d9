import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModel, predictWithModel } from "@tandem/app";
import { csvSource } from "@tandem/data";
import { credit } from "@tandem/example-a-model-in-50-lines";
import { runChecks, storeChecks } from "@tandem/testkit/checks";
import { journalStore } from "./journal-store.ts";

const folder = await mkdtemp(join(tmpdir(), "tandem-own-store-"));
try {
  let files = 0;
  const results = await runChecks(
    storeChecks("journal", () => journalStore(join(folder, `check-${files++}`)), { largeBytes: 100_003 }),
  );
  for (const { name, status, reason } of results)
    console.log(`${status.padEnd(7)} ${name}${reason === undefined ? "" : `: ${reason}`}`);
  if (results.some(({ status }) => status === "failed")) process.exitCode = 1;

  const store = journalStore(join(folder, "models"));
  const applicants = csvSource(new URL("../../data/credit.csv", import.meta.url), {
    schema: credit.sample,
    label: { column: "Status", schema: credit.label },
  });
  const samples = await applicants.read();
  const { version } = await createModel(credit, samples, { store });
  const predictions = await predictWithModel(credit, samples, { store: journalStore(join(folder, "models")), version });
  console.log(`\n${predictions.length} predictions by version ${version}, kept in and read back from one text file`);
} finally {
  await rm(folder, { recursive: true });
}
