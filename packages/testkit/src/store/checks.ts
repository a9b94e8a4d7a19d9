import { checksOf, type Check, type Skips } from "../check.ts";
import { contentChecks } from "./content-checks.ts";
import { keyChecks } from "./key-checks.ts";
import type { ContentOptions, OpenStore } from "./opened.ts";
import { writeChecks } from "./write-checks.ts";

export type StoreCheckName = keyof ReturnType<typeof bodies>;

export interface StoreCheckOptions extends ContentOptions {
  /** Checks that do not apply, each with the reason. */
  readonly skip?: Skips<StoreCheckName>;
}

/** Every promise of an `ArtifactStore`, as checks. */
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
