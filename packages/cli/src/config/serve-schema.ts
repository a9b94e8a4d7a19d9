import { z } from "zod";
import { strictMap } from "./strict-map.ts";
import { ModelsServed, modelShape } from "./serve-models-schema.ts";
import { Security, Tls } from "./security-schema.ts";

const port = z.int().min(0).max(65_535);
const address = (format: string, like: string) =>
  z
    .string()
    .regex(new RegExp(`^[a-z][a-z0-9-]{0,31}/${format}/[a-z][a-z0-9-]{0,62}$`), `write an address like ${like}`);
const share = z.number().min(0).max(1);

/** A module whose exported implementations answer endpoint types, beside the models themselves. */
const Endpoints = z.union([
  z
    .string()
    .min(1)
    .transform((module) => ({ module, export: undefined })),
  strictMap({ module: z.string().min(1), export: z.string().optional() }),
]);

const Logs = strictMap({
  /** Least level that is written. Default warn: what failed or looks wrong. */
  level: z.enum(["debug", "info", "warn", "error"]).optional(),
  /** Share of requests that were answered well and get a line at info. Default 1. */
  share: share.optional(),
});
/** A module that registers an SDK of OpenTelemetry, imported before anything is served. */
const Traces = strictMap({ setup: z.string().min(1).optional() });
const Predictions = strictMap({
  table: address("table", "sqlite/table/predictions"),
  /** Share of the questions whose answers are kept. Default 1. */
  share: share.optional(),
  /** Fields that are never kept, by endpoint, beside those that schemas declare sensitive. */
  sensitive: z.record(z.string(), z.array(z.string().min(1))).optional(),
  /** Milliseconds between writes. */
  every: z.int().min(1).optional(),
  /** Most rows that wait to be written. */
  maxWaiting: z.int().min(1).optional(),
  /** Milliseconds between looks at the metrics of predictions whose labels have come; default: they are not looked at. */
  liveEvery: z.int().min(100).optional(),
  /** By which of them canaries are judged that ask for one. */
  canaryMetric: z.string().min(1).optional(),
});
const Drift = strictMap({
  /** Newest answers that are looked at. Default 500. */
  window: z.int().min(20).max(10_000).optional(),
  /** Milliseconds between looks, at least. Default 60,000. */
  interval: z.int().nonnegative().optional(),
  /** An alert needs a PSI above this and a p-value below the other. Defaults 0.2 and 0.001. */
  maxPsi: z.number().positive().optional(),
  minPValue: z.number().gt(0).lt(1).optional(),
});
const Limits = strictMap({
  /** Largest request body in bytes. Default 1 MiB. */
  bodyLimit: z.int().min(1).optional(),
  /** Milliseconds for a client to send its request. Default 30,000. */
  requestTimeout: z.int().min(1).optional(),
});
const Mlflow = strictMap({
  port: port.optional(),
  artifacts: address("blob", "s3/blob/mlflow").optional(),
});

/** Chosen by what is written, so that a mistake in the map is placed there and not at "one of these". */
const offOr = <S extends z.ZodType>(map: S) =>
  z.unknown().transform((value, context): z.output<S> | false => {
    if (value === false) return false;
    const result = map.safeParse(value === true || value === null ? {} : value);
    if (result.success) return result.data;
    for (const issue of result.error.issues)
      context.issues.push({ ...issue, input: value } as (typeof context.issues)[number]);
    return z.NEVER;
  });

/** What `tandem serve` starts. */
export const ServeConfig = strictMap({
  host: z.string().min(1).optional(),
  /** Default 8080. */
  port: port.optional(),
  /** Processes behind the one port; `cores` for as many as there are. Default 1. */
  processes: z.union([z.int().min(1).max(256), z.literal("cores")], "a number from 1, or cores").optional(),
  /** The models that answer under their own names, as a list or with how each is served. Default: all of them. */
  models: ModelsServed.optional(),
  /** For every model and implementation that says nothing else. */
  ...modelShape,
  ...Limits.shape,
  /** False starts no MLflow API. */
  mlflow: offOr(Mlflow).optional(),
  /** Milliseconds that requests under way may take once the service is told to stop. Default 30,000. */
  drain: z.int().nonnegative().optional(),
  security: Security.optional(),
  tls: Tls.optional(),
  /** `GET /metrics` for Prometheus. Default true. */
  metrics: z.boolean().optional(),
  /** JSON lines on standard error. */
  logs: offOr(Logs).optional(),
  /** OpenTelemetry spans. Default false. */
  traces: offOr(Traces).optional(),
  /** Keeps questions and answers. Default: none. */
  predictions: Predictions.optional(),
  /** Holds live inputs and predictions against those of the training. Default false. */
  drift: offOr(Drift).optional(),
});
export const EndpointsConfig = z.array(Endpoints);

export type ServeConfig = z.infer<typeof ServeConfig>;
export type EndpointsConfig = z.infer<typeof EndpointsConfig>;
