import { z } from "zod";
import { strictMap } from "./strict-map.ts";

const port = z.int().min(0).max(65_535);
const address = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,31}\/blob\/[a-z][a-z0-9-]{0,62}$/,
    "write an address like s3/blob/mlflow",
  );

/** A module whose exported implementations answer endpoint types, beside the models themselves. */
const Endpoints = z.union([
  z
    .string()
    .min(1)
    .transform((module) => ({ module, export: undefined })),
  strictMap({ module: z.string().min(1), export: z.string().optional() }),
]);

/** What `tandem serve` starts. */
export const ServeConfig = strictMap({
  host: z.string().min(1).optional(),
  /** Default 8080. */
  port: port.optional(),
  /** The models that answer under their own names. Default: all of them. */
  models: z.array(z.string()).optional(),
  /** False starts no MLflow API. */
  mlflow: z
    .union([
      z.literal(false),
      strictMap({ port: port.optional(), artifacts: address.optional() }),
    ])
    .optional(),
  /** Milliseconds that requests under way may take once the service is told to stop. Default 30,000. */
  drain: z.int().nonnegative().optional(),
});
export const EndpointsConfig = z.array(Endpoints);

export type ServeConfig = z.infer<typeof ServeConfig>;
export type EndpointsConfig = z.infer<typeof EndpointsConfig>;
