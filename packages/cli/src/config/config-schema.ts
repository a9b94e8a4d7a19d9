import { z } from "zod";

const name = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]*$/, "a name starts with a letter and has letters, digits, - and _");

const Model = z.strictObject({
  /** A package's name, or a path that starts with a dot, from the folder of tandem.yaml. */
  module: z.string().min(1),
  /** Which export is the model package, where the module has several. */
  export: z.string().optional(),
  source: name.optional(),
  store: name.optional(),
  seed: z.int().nonnegative().optional(),
  folds: z.int().min(2).optional(),
});
const Store = z.looseObject({ technology: name });
const KINDS = ["csv", "ndjson", "json", "parquet", "sqlite", "postgres", "duckdb"] as const;
const Parameter = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Rows read by the schemas of the model that asks for them; the keys mean what they mean in a catalog of @tandem/data. */
const Rows = z.strictObject({
  kind: z.enum(KINDS),
  /** A path from the folder of tandem.yaml, or a database's URL. */
  location: z.string().min(1).optional(),
  description: z.string().optional(),
  /** The column to be predicted; read by the model's label schema. */
  label: z.string().min(1).optional(),
  id: z.union([z.string(), z.strictObject({ from: z.literal("row") })]).optional(),
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
const FromCatalog = z.strictObject({ catalog: z.string().min(1), name: z.string().min(1).optional() });
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
  /** The store of models that name none. */
  store: name,
  /** The folder of performance reports. */
  reports: z.string().min(1),
};
const Layer = z.strictObject(layer).partial();

/** tandem.yaml as it is written. A layer may leave out whatever the base has: it is checked again once merged. */
export const ConfigFile = z.strictObject({
  ...Layer.shape,
  environment: name.optional(),
  environments: z.record(name, z.record(z.string(), z.unknown()).nullable()).optional(),
});
/** The base with an environment's layer over it. */
export const Merged = Layer;
export type Merged = z.infer<typeof Merged>;
export type ModelEntry = z.infer<typeof Model>;
export type StoreEntry = z.infer<typeof Store>;
export type SourceEntry = SourceRows | SourceFromCatalog;
