import type { ArtifactStore, Awaitable } from "@tandem/core";

/** Opens an empty store; every check opens its own. */
export type OpenStore = () => Awaitable<ArtifactStore>;

export interface ContentOptions {
  /** Damages the stored object behind the store's back: flips a byte, or cuts its end off. Needed where `stat` gives a digest. */
  readonly corrupt?: (store: ArtifactStore, key: string, how: "flip" | "truncate") => Promise<void>;
  /** Size of the large object; default 8 MiB and 3 bytes. */
  readonly largeBytes?: number;
}
