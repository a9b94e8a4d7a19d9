import { join } from "node:path";
import { labeledSamplesOf, memoryStore, saveModel } from "@tandem/core";
import { Registry } from "@tandem/registry";
import { classificationProblem } from "../harness/generated.mjs";
import { COLUMNS, logistic } from "./model.mjs";

/** A registry in `folder` with as many versions of the logistic model as seeds, the first of them champion. */
export async function registered(folder, seeds = [7]) {
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  const store = memoryStore();
  for (const seed of seeds) {
    const { rows, data, labels } = classificationProblem({ rows: 2_000, columns: COLUMNS, seed });
    const samples = Array.from({ length: rows }, (_, row) => ({
      id: `r${row}`,
      data: { x: Array.from(data.subarray(row * COLUMNS, (row + 1) * COLUMNS)) },
      label: labels[row],
    }));
    const trained = await logistic.train(labeledSamplesOf(samples));
    const { version } = await saveModel(store, await trained.toArtifact());
    await registry.versions.register({ model: "logistic", artifact: version, store: "memory" });
  }
  await registry.aliases.set("logistic", "champion", 1, { author: "bench", why: "bench" });
  return { registry, store };
}
