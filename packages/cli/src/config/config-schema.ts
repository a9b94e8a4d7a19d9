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
/** What a source needs besides its kind is said by packages/data, which opens it. */
const Source = z.looseObject({ kind: z.string().min(1) });

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
export type SourceEntry = z.infer<typeof Source>;
