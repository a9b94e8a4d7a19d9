import {
  listVersions,
  loadArtifact,
  loadModel,
  TandemError,
  type AnyModelPackage,
  type Artifact,
  type ArtifactStore,
  type ModelPackage,
  type ModelRef,
  type TrainedModel,
} from "@tandem/core";

/** The version saved last. @throws TandemError `app/no-version` */
export async function newestVersion(
  store: ArtifactStore,
  pkg: Pick<AnyModelPackage, "name">,
): Promise<ModelRef & { readonly saved: number }> {
  const newest = (await listVersions(store, pkg)).at(-1);
  if (!newest) throw new TandemError("app/no-version", { model: pkg.name });
  return newest;
}

/**
 * A saved model, ready to predict.
 * @throws TandemError `app/no-version`, `app/unknown-version`, `artifact/corrupt`, `artifact/incompatible`
 */
export function openModel<D, L, O extends object>(
  store: ArtifactStore,
  pkg: ModelPackage<D, L, O>,
  version: string,
): Promise<TrainedModel<D, O>> {
  return orKnownVersions(store, { name: pkg.name, version }, () => loadModel(store, pkg, version));
}

/** A saved model as data. @throws as {@link openModel} */
export function openArtifact(store: ArtifactStore, ref: ModelRef): Promise<Artifact> {
  return orKnownVersions(store, ref, () => loadArtifact(store, ref));
}

async function orKnownVersions<T>(store: ArtifactStore, ref: ModelRef, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!TandemError.is(error, "store/not-found") && !TandemError.is(error, "store/bad-key")) throw error;
    const known = (await listVersions(store, ref)).map(({ version }) => version);
    if (known.length === 0) throw new TandemError("app/no-version", { model: ref.name }, { cause: error });
    throw new TandemError("app/unknown-version", { model: ref.name, version: ref.version, known }, { cause: error });
  }
}
