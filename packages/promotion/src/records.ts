import type { Registry } from "@tandem/registry";
import type { GateResult } from "./gate-result.ts";

/** One attempt to promote, kept for good: what the gates found, who decided, and why. */
export type PromotionRecord = {
  readonly model: string;
  readonly number: number;
  readonly alias: string;
  /** The version that held the alias then. */
  readonly champion: number | null;
  readonly decision: "promoted" | "overridden" | "refused";
  readonly author: string;
  readonly why: string;
  /** Why it was promoted though a gate failed. */
  readonly override: string | null;
  readonly gates: readonly GateResult[];
  /** The storage that the alias's readers take the artifact from. */
  readonly store: string;
  /** Digest of the held-out samples that the versions were compared on. */
  readonly heldOut: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
};

const KIND = "promotion";

export async function keepPromotion(registry: Registry, record: PromotionRecord): Promise<void> {
  const id = `${String(record.at).padStart(15, "0")}-${crypto.randomUUID().slice(0, 8)}`;
  await registry.documents.put({ kind: KIND, id, parent: record.model, created: record.at, body: record });
}

/** Every attempt to promote a version of the model, oldest first. */
export async function promotionsOf(registry: Registry, model: string): Promise<readonly PromotionRecord[]> {
  return (await registry.documents.list(KIND, [model])).map(({ body }) => body as PromotionRecord);
}

/** Where readers of an alias find the version it points at: where it was copied to when it got the alias. */
export async function storeOf(
  registry: Registry,
  version: { readonly model: string; readonly number: number; readonly store: string },
  alias: string,
): Promise<string> {
  const copied = (await promotionsOf(registry, version.model)).findLast(
    (record) => record.number === version.number && record.alias === alias && record.decision !== "refused",
  );
  return copied?.store ?? version.store;
}
