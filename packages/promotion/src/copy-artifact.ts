import { TandemError, type ArtifactStore, type ModelRef } from "@tandem/core";

/**
 * Copies a saved model from one store to another with the records of its runs: its manifest last, so that it is whole
 * there or not at all. What is there already is not written again. Gives the number of objects copied.
 * @throws TandemError `store/not-found` where the version is not in `from`
 */
export async function copyArtifact(from: ArtifactStore, to: ArtifactStore, ref: ModelRef): Promise<number> {
  const prefix = `models/${ref.name}/${ref.version}/`;
  const manifest = `${prefix}manifest.json`;
  if (!(await from.stat(manifest))) throw new TandemError("store/not-found", { key: manifest });
  const keys: string[] = [];
  for await (const key of from.list(prefix)) if (key !== manifest) keys.push(key);
  let copied = 0;
  for (const key of [...keys, manifest]) {
    if (await to.stat(key)) continue;
    const sha256 = (await from.stat(key))?.sha256;
    await to.put(key, from.read(key), { ifAbsent: true, ...(sha256 === undefined ? {} : { sha256 }) }).then(
      () => copied++,
      (error: unknown) => {
        if (!TandemError.is(error, "store/exists")) throw error;
      },
    );
  }
  return copied;
}
