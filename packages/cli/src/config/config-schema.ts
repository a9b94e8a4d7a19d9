import { z } from "zod";
import { strictMap } from "./strict-map.ts";
import { EndpointsConfig, ServeConfig } from "./serve-schema.ts";

const name = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]*$/, "a name starts with a letter and has letters, digits, - and _");

const ADDRESS = /^[a-z][a-z0-9-]{0,31}\/blob\/[a-z][a-z0-9-]{0,62}$/;
/** Where artifacts are kept: the name of an entry of `stores`, or an address like s3/blob/models. */
const place = z
  .string()
  .refine(
    (text) => name.safeParse(text).success || ADDRESS.test(text),
    "write the name of a store, or an address like s3/blob/models",
  );
/** See MetricRule of @tandem/promotion. */
const Gate = strictMap({
  metric: z.string().min(1),
  margin: z.number().optional(),
  higherIsBetter: z.boolean().optional(),
  confidence: z.number().gt(0.5).lt(1).optional(),
  resamples: z.int().min(100).optional(),
  seed: z.int().nonnegative().optional(),
});
const Stage = z.union([name.transform((alias) => ({ alias })), strictMap({ alias: name, store: place.optional() })]);

const Model = strictMap({
  /** A package's name, or a path that starts with a dot, from the folder of tandem.yaml. */
  module: z.string().min(1),
  /** Which export is the model package, where the module has several. */
  export: z.string().optional(),
  source: name.optional(),
  store: place.optional(),
  /** Share of the samples, chosen by their ids, that no version is trained on, for gates to compare versions on. */
  holdOut: z.number().gt(0).lt(1).optional(),
  /** What a version must be better at to be promoted; default: those of `promotion`. */
  gates: z.array(Gate).optional(),
  seed: z.int().nonnegative().optional(),
  folds: z.int().min(2).optional(),
});
const Store = z.looseObject({ technology: name });
const KINDS = ["csv", "ndjson", "json", "parquet", "sqlite", "postgres", "duckdb"] as const;
const Parameter = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Rows read by the schemas of the model that asks for them; the keys mean what they mean in a catalog of @tandem/data. */
const Rows = strictMap({
  kind: z.enum(KINDS),
  /** A path from the folder of tandem.yaml, or a database's URL. */
  location: z.string().min(1).optional(),
  description: z.string().optional(),
  /** The column to be predicted; read by the model's label schema. */
  label: z.string().min(1).optional(),
  id: z.union([z.string(), strictMap({ from: z.literal("row") })]).optional(),
  weight: z.string().optional(),
  group: z.string().optional(),
  mode: z.enum(["strict", "coerce", "drop-invalid"]).optional(),
  delimiter: z.string().optional(),
  quote: z.string().optional(),
  encoding: z.string().optional(),
  missing: z.array(z.string()).optional(),
  header: z.array(z.string()).optional(),
  at: z.string().optional(),
  query: z.string().optional(),
  queryFile: z.string().optional(),
  parameters: z.record(z.string(), Parameter).optional(),
});
/** A source of a catalog file of @tandem/data, read by the schema it names there. */
const FromCatalog = strictMap({ catalog: z.string().min(1), name: z.string().min(1).optional() });
/** Told apart by their first key, so that a mistake in one is not reported as both. */
const Source = z.unknown().transform((value, context): SourceRows | SourceFromCatalog => {
  const inCatalog = typeof value === "object" && value !== null && "catalog" in value;
  const result = (inCatalog ? FromCatalog : Rows).safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues)
    context.issues.push({ ...issue, input: value } as (typeof context.issues)[number]);
  return z.NEVER;
});
export type SourceRows = z.infer<typeof Rows>;
export type SourceFromCatalog = z.infer<typeof FromCatalog>;

const layer = {
  models: z.record(name, Model),
  sources: z.record(name, Source),
  stores: z.record(name, Store),
  /** How to connect, by the first part of storages' addresses; options as the technology's package takes them. */
  technologies: z.record(name, z.looseObject({ technology: name.optional(), package: z.string().optional() })),
  /** The store of models that name none. */
  store: place,
  /** A SQLite file, or the URL of a PostgreSQL database. */
  registry: z.string().min(1),
  /** Where versions of data are kept. */
  snapshots: place,
  /** Where the definitions of storages are kept; all who share it see a new one at once. */
  definitions: place,
  promotion: strictMap({ stages: z.array(Stage).optional(), gates: z.array(Gate).optional() }),
  endpoints: EndpointsConfig,
  serve: ServeConfig,
  /** The folder of performance reports. */
  reports: z.string().min(1),
};
const Layer = strictMap(layer).partial();

/** tandem.yaml as it is written. A layer may leave out whatever the base has: it is checked again once merged. */
export const ConfigFile = strictMap({
  ...Layer.shape,
  environment: name.optional(),
  environments: z.record(name, z.record(z.string(), z.unknown()).nullable()).optional(),
});
/** The base with an environment's layer over it. */
export const Merged = Layer;
export type Merged = z.infer<typeof Merged>;
export type ModelEntry = z.infer<typeof Model>;
export type StoreEntry = z.infer<typeof Store>;
export type GateEntry = z.infer<typeof Gate>;
export type StageEntry = z.infer<typeof Stage>;
export type TechnologyEntry = {
  readonly technology?: string | undefined;
  readonly package?: string | undefined;
} & Readonly<Record<string, unknown>>;
export type SourceEntry = SourceRows | SourceFromCatalog;
