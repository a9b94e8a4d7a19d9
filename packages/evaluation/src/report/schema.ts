import { z } from "zod";
import { REPORT_FORMAT } from "./report.ts";

const label = z.union([z.string(), z.number(), z.boolean()]);
const metrics = z.record(z.string(), z.number());
const json = z.record(z.string(), z.json());
const rate = z.number().min(0).max(1);

const charts = z.array(
  z.looseObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    title: z.string(),
    caption: z.string(),
    alt: z.string(),
    wide: z.boolean().optional(),
    spec: json,
  }),
);

/** The schema of a report of format 1; keys it does not know are kept, for later additions. */
export const reportSchema = z.looseObject({
  format: z.literal(REPORT_FORMAT),
  model: z.string().min(1),
  task: z.looseObject({
    kind: z.enum(["classification", "regression", "custom"]),
    name: z.string().optional(),
    positive: label.optional(),
  }),
  samples: z.int().min(0),
  summary: z.record(z.string(), z.looseObject({ mean: z.number(), sd: z.number().min(0), folds: z.int().min(1) })),
  folds: z
    .array(
      z.looseObject({
        samples: z.int().min(0),
        trained: z.int().min(0).optional(),
        metrics,
        milliseconds: z.record(z.string(), z.number()).optional(),
      }),
    )
    .min(1),
  classes: z.array(z.looseObject({ label, precision: rate, recall: rate, f1: rate, support: z.number().min(0) })),
  charts,
  understanding: charts.optional(),
  record: json,
});
