import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModel } from "@tandem/app";
import {
  implementModel,
  labeledSamplesOf,
  memoryStore,
  modelEndpoint,
  type LabeledSample,
  type LabeledSamples,
} from "@tandem/core";
import { csvSource } from "@tandem/data";
import { churn, type Churned, type Customer } from "@tandem/model-churn";
import { Registry } from "@tandem/registry";
import { ModelService } from "@tandem/service";

export type Known = LabeledSample<Customer, Churned>;

/** A registry with three versions of the churn model, a service over it, and customers that none was trained on. */
export interface World {
  readonly registry: Registry;
  readonly service: ModelService;
  readonly customers: readonly Known[];
  close(): Promise<void>;
}

const TRAINED_ON = 2_500;

export async function openWorld(): Promise<World> {
  const file = new URL("../../data/churn.csv", import.meta.url);
  const source = csvSource(file, { schema: churn.sample, label: { column: "churn", schema: churn.label } });
  const samples = (await source.read()) as LabeledSamples<Customer, Churned>;
  const all = Array.from(samples);
  const training = all.slice(0, TRAINED_ON);
  const folder = mkdtempSync(join(tmpdir(), "tandem-canary-"));
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  const store = memoryStore();
  const register = async (rows: readonly Known[], alias: string) => {
    const { version } = await createModel(churn, labeledSamplesOf(rows), { store, seed: 1 });
    const { number } = await registry.versions.register({ model: churn.name, artifact: version, store: "memory" });
    await registry.aliases.set(churn.name, alias, number, { author: "example", why: `version ${number} is trained` });
  };
  await register(training.slice(0, 600), "champion");
  await register(training, "candidate");
  await register(training.map(mislabelled), "careless");
  const service = await ModelService.open({
    implementations: [implementModel(churn, { endpoint: modelEndpoint(churn), owner: "retention team" })],
    registry,
    store: () => store,
    refresh: 100,
  });
  const close = async () => {
    await service.close();
    await registry.close();
  };
  return { registry, service, customers: all.slice(TRAINED_ON), close };
}

/** As if somebody had mixed up the two labels. */
function mislabelled(sample: Known): Known {
  return { ...sample, label: sample.label === "yes" ? "no" : "yes" };
}
