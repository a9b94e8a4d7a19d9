import type { Awaitable, ArtifactStore } from "@tandem/core";
import { checksOf, type Check, type Skips } from "../check.ts";
import { contentChecks } from "./content-checks.ts";
import { keyChecks } from "./key-checks.ts";
import { writeChecks } from "./write-checks.ts";

export type StoreCheckName = keyof ReturnType<typeof bodies>;

export interface StoreCheckOptions {
  /** Checks that do not apply, each with the reason. */
  readonly skip?: Skips<StoreCheckName>;
  /** Damages the stored object behind the store's back: flips a byte, or cuts its end off. Needed where `stat` gives a digest. */
  readonly corrupt?: (store: ArtifactStore, key: string, how: "flip" | "truncate") => Promise<void>;
  /** Size of the large object; default 8 MiB and 3 bytes. */
  readonly largeBytes?: number;
}

/** Opens an empty store; every check opens its own. */
export type OpenStore = () => Awaitable<ArtifactStore>;

/** Every promise of an {@link ArtifactStore}, as checks. */
export function storeChecks(
  name: string,
  open: OpenStore,
  options: StoreCheckOptions = {},
): readonly Check<StoreCheckName>[] {
  return checksOf(`artifact store ${name}`, bodies(open, options), options.skip);
}

function bodies(open: OpenStore, options: StoreCheckOptions) {
  return { ...contentChecks(open, options), ...writeChecks(open), ...keyChecks(open) };
}
