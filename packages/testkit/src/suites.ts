import type { Codec, ModelPackage } from "@tandem/core";
import { describe, it } from "vitest";
import { codecChecks, keyValueChecks, modelChecks, searchChecks, storeChecks, tableChecks } from "./checks.ts";
import type {
  Check,
  CheckSamples,
  CodecCheckOptions,
  KeyValueCheckOptions,
  ModelCheckOptions,
  OpenKeyValues,
} from "./checks.ts";
import type { OpenSearch, OpenStore, OpenTable, SearchCheckOptions, StoreCheckOptions } from "./checks.ts";

/** Registers checks as one vitest suite; a skipped check shows its reason in its name. */
export function testChecks(title: string, checks: Iterable<Check>): void {
  describe(title, () => {
    for (const { name, skip, run } of checks) {
      if (skip === undefined) it(name, run);
      else it.skip(`${name} (skipped: ${skip})`, run);
    }
  });
}

/** Holds a model package to its contract. `samples` are what it trains on: some dozens to hundreds with every field filled somewhere. */
export function testModelPackage<D, L, O extends object>(
  pkg: ModelPackage<D, L, O>,
  samples: CheckSamples<D, L>,
  options?: ModelCheckOptions,
): void {
  testChecks(`model package ${pkg.name}`, modelChecks(pkg, samples, options));
}

/** Holds an artifact store to its contract; `open` gives an empty store each time. */
export function testArtifactStore(name: string, open: OpenStore, options?: StoreCheckOptions): void {
  testChecks(`artifact store ${name}`, storeChecks(name, open, options));
}

/** Holds a codec to its contract over values it can encode. */
export function testCodec<E>(
  name: string,
  codec: Codec<E>,
  values: readonly E[],
  options?: CodecCheckOptions<E>,
): void {
  testChecks(`codec ${name}`, codecChecks(codec, values, options));
}

/** Holds a key-value store to its contract and its technology's declared capabilities. */
export function testKeyValueStore(name: string, open: OpenKeyValues, options: KeyValueCheckOptions): void {
  testChecks(`key-value store ${name}`, keyValueChecks(name, open, options));
}

/** Holds a table store to its contract. */
export function testTableStore(name: string, open: OpenTable, options?: Parameters<typeof tableChecks>[2]): void {
  testChecks(`table store ${name}`, tableChecks(name, open, options));
}

/** Holds a search store to its contract and its technology's declared capabilities. */
export function testSearchStore(name: string, open: OpenSearch, options: SearchCheckOptions): void {
  testChecks(`search store ${name}`, searchChecks(name, open, options));
}
