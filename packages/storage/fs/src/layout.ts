import { dirname, join } from "node:path";

/**
 * Where things lie below the store's root. An object is a plain file at the path that its key says. What the store
 * itself needs is in `@tandem`, which no key can name ("@" is in no key):
 *
 *     models/churn/3f9a/manifest.json                            the object, its bytes and nothing else
 *     @tandem/sha256/models/churn/3f9a/manifest.json@/<hex>.<n>  its recorded digest and size, in the name of a file
 *     @tandem/tmp/<unique>                                       objects being written
 */
export interface Layout {
  readonly root: string;
  readonly temporary: string;
  object(key: string): string;
  /** The folder of an object's recorded digests. */
  digests(key: string): string;
}

export function layoutOf(root: string): Layout {
  const own = join(root, "@tandem");
  return {
    root,
    temporary: join(own, "tmp"),
    object: (key) => join(root, ...key.split("/")),
    digests: (key) => join(own, "sha256", ...dirname(`./${key}`).split("/"), `${key.slice(key.lastIndexOf("/") + 1)}@`),
  };
}

/** Whether a file or folder of this name can be part of a key. */
export function isSegment(name: string): boolean {
  return /^[A-Za-z0-9._-]+$/.test(name);
}
