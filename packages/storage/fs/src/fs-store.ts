import { checkKey, type ArtifactStore } from "@tandem/core";
import { resolve } from "node:path";
import type { Durability } from "./durability.ts";
import { storeError } from "./failures.ts";
import { layoutOf } from "./layout.ts";
import { listKeys } from "./list.ts";
import { objectInfo, readChunks, readRange, readWhole } from "./read.ts";
import { removeObject, removeStale } from "./remove.ts";
import { writeObject } from "./write.ts";

export interface FsStoreOptions {
  /** What an acknowledged write survives; default `power`. */
  readonly durability?: Durability;
}

/**
 * A store in the folder `root`, made on the first write. Any number of processes may use it at once. Objects are plain
 * files at the path that their key says; their digests are recorded beside them and checked by `get` and `read` (a
 * range cannot be checked but for the object's size). Keys `a` and `a/b` cannot both be there: `store/bad-key`.
 * @throws TandemError `store/io` where the file system refuses, besides what {@link ArtifactStore} says.
 */
export function fsStore(root: string, options: FsStoreOptions = {}): ArtifactStore {
  const layout = layoutOf(resolve(root));
  const durability = options.durability ?? "power";
  const sweep = everyHour(() => removeStale(layout));
  const guarded = async <T>(key: string, act: () => Promise<T>): Promise<T> => {
    checkKey(key);
    try {
      return await act();
    } catch (error) {
      throw storeError(layout.root, key, error);
    }
  };
  return {
    put: (key, body, putOptions = {}) =>
      guarded(key, async () => {
        await sweep();
        await writeObject(layout, durability, key, body, putOptions);
      }),
    get: (key, range) => guarded(key, () => (range ? readRange(layout, key, range) : readWhole(layout, key))),
    async *read(key) {
      checkKey(key);
      try {
        yield* readChunks(layout, key);
      } catch (error) {
        throw storeError(layout.root, key, error);
      }
    },
    stat: (key) => guarded(key, () => objectInfo(layout, key)),
    list: (prefix) => listKeys(layout.root, prefix),
    delete: (key) => guarded(key, () => removeObject(layout, durability, key)),
  };
}

function everyHour(act: () => Promise<void>): () => Promise<void> {
  let last = -Infinity;
  return async () => {
    if (Date.now() - last < 3_600_000) return;
    last = Date.now();
    await act();
  };
}
