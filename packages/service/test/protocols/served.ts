import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  defineDataset,
  defineEndpoint,
  defineImplementation,
  defineModel,
  implementModel,
  jsonCodec,
  labeledSamplesOf,
  memoryStore,
  regression,
  Regressor,
  saveModel,
  type AnyImplementation,
  type LabeledDataset,
} from "@tandem/core";
import { Registry } from "@tandem/registry";
import { httpServer, ModelService, type HttpOptions } from "@tandem/service";
import { z } from "zod";

const small = z.number().min(-1e6).max(1e6);

/** Numbers alone: it can be asked with one matrix. */
export const Flower = z.object({ length: small, width: small, petal: small });
export const FlowerEndpoint = defineEndpoint({
  name: "flower",
  input: Flower,
  output: z.object({ label: z.enum(["a", "b"]), probability: z.number(), probabilities: z.array(z.number()) }),
});

/** A field of every kind. */
export const Visit = z.object({
  name: z.string().max(100),
  age: z.int().min(0).max(200),
  member: z.boolean(),
  spent: small.nullish(),
  vector: z.array(small).min(2).max(2),
  tags: z.array(z.string()).optional(),
});
export const VisitEndpoint = defineEndpoint({
  name: "visit",
  description: "What a visitor is worth",
  input: Visit,
  output: z.object({
    greeting: z.string(),
    years: z.int(),
    adult: z.boolean(),
    total: z.number().nullable(),
    doubled: z.array(z.number()),
    tags: z.array(z.string()),
  }),
});

const Point = z.object({ x: small });
class Scaled extends Regressor<Float64Array, number> {
  readonly codec = jsonCodec<number>("scale@1");
  protected train({ features, labels }: LabeledDataset<Float64Array, number>) {
    return labels[0]! / features[0]!;
  }
  protected values(scale: number, features: Float64Array) {
    return features.map((x) => x * scale);
  }
}
const scaled = defineModel({
  name: "scaled",
  task: regression(),
  sample: Point,
  label: z.number(),
  dataset: defineDataset<z.infer<typeof Point>, number>()({ features: (samples) => samples.column("x") }),
  model: () => new Scaled(),
});

export const implementations: readonly AnyImplementation[] = [
  defineImplementation(FlowerEndpoint, {
    name: "sum",
    owner: "ada",
    open: () => ({
      answer({ length, width, petal }) {
        const probability = 1 / (1 + Math.exp(-(length + width + petal)));
        return { label: probability >= 0.5 ? "b" : "a", probability, probabilities: [1 - probability, probability] };
      },
    }),
  }),
  defineImplementation(FlowerEndpoint, {
    name: "fixed",
    open: () => ({ answer: () => ({ label: "a", probability: 0, probabilities: [1, 0] }) }),
  }),
  defineImplementation(VisitEndpoint, {
    name: "plain",
    open: () => ({
      answer: ({ name, age, member, spent, vector, tags = [] }) => ({
        greeting: `${member ? "dear " : ""}${name}`,
        years: age,
        adult: age >= 18,
        total: spent ?? null,
        doubled: vector.map((value) => 2 * value),
        tags,
      }),
    }),
  }),
  implementModel(scaled),
];

export const reason = { author: "test", why: "test" };

/** A service of these endpoints over HTTP; the model `scaled` has version 1 (times 2) as champion and 2 (times 20). */
export async function openServed(options: HttpOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-protocols-"));
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  const store = memoryStore();
  for (const scale of [2, 20]) {
    const trained = await scaled.train(labeledSamplesOf([{ id: "a", data: { x: 1 }, label: scale }]));
    const { version } = await saveModel(store, await trained.toArtifact());
    await registry.versions.register({ model: "scaled", artifact: version, store: "memory" });
  }
  await registry.aliases.set("scaled", "champion", 1, reason);
  const service = await ModelService.open({ implementations, registry, store: () => store, refresh: 0 });
  const app = httpServer(service, options);
  const close = async () => {
    await app.close();
    await service.close();
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { app, service, registry, close };
}
export type Served = Awaited<ReturnType<typeof openServed>>;
