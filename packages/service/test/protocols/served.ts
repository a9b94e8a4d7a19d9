import { defineEndpoint, defineImplementation, implementModel, type AnyImplementation } from "@tandem/core";
import { httpServer, type HttpOptions } from "@tandem/service";
import { z } from "zod";
import { times } from "../fixtures/doubling.mjs";
import { running } from "../fixtures/running.ts";

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

/** Fields as models have them: what is not known of an applicant is null, and no field may be left out. */
const ApplicantEndpoint = defineEndpoint({
  name: "applicant",
  input: z.object({ income: small.nullable(), home: z.string().nullable(), marks: z.array(small).nullable() }),
  output: z.object({ known: z.array(z.string()) }),
});
export const applicants = defineImplementation(ApplicantEndpoint, {
  name: "known",
  open: () => ({
    answer: (input) => ({ known: Object.entries(input).flatMap(([name, value]) => (value === null ? [] : [name])) }),
  }),
});

const ScaledEndpoint = defineEndpoint({ name: "scaled", input: z.object({ x: small }), output: times.outcome });

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
  implementModel(times, { name: "scaled", endpoint: ScaledEndpoint }),
];

/** A {@link running} service of these endpoints over HTTP; `scaled` answers with the model `times`. */
export async function openServed(options: HttpOptions = {}, further: readonly AnyImplementation[] = []) {
  const { service, registry, close: closeService } = await running([...implementations, ...further]);
  const app = httpServer(service, options);
  const close = async () => {
    await app.close();
    await closeService();
  };
  return { app, service, registry, close };
}
export type Served = Awaited<ReturnType<typeof openServed>>;
