import { TandemError } from "@tandem/core";
import type { Registry } from "@tandem/registry";
import type { GateResult } from "./gate-result.ts";
import "./errors.ts";

/** A place on the way to production: an alias, which a version gets only after it has had that of the stage before. */
export interface Stage {
  readonly alias: string;
  /** The storage that this stage reads its artifacts from; default: wherever the version was saved. */
  readonly store?: string;
}

export const DEFAULT_STAGES: readonly Stage[] = [{ alias: "dev" }, { alias: "preprod" }, { alias: "prod" }];

/** Passes where the version is or was at the stage before; an alias that is no stage has none before it. */
export async function stageGate(
  registry: Registry,
  stages: readonly Stage[],
  version: { readonly model: string; readonly number: number; readonly alias: string },
): Promise<GateResult> {
  const { model, number, alias } = version;
  const before = stages[stages.findIndex((stage) => stage.alias === alias) - 1];
  const found = (passed: boolean, finding: string): GateResult => ({
    gate: "stage",
    passed,
    finding,
    details: { before: before?.alias ?? null },
  });
  if (!before) return found(true, `${alias} needs no stage before it`);
  const moves = await registry.aliases.history(model, before.alias);
  const last = moves.findLast(({ to }) => to === number);
  return last
    ? found(true, `it became ${before.alias} on ${new Date(last.at).toISOString()}`)
    : found(false, `it has never been ${before.alias}; promote it there first`);
}

/** The first stage that a version is not at. @throws TandemError `promotion/unknown-stage` where it is at the last */
export function nextStage(stages: readonly Stage[], aliases: readonly string[]): Stage {
  const at = stages.findLastIndex((stage) => aliases.includes(stage.alias));
  const next = stages[at + 1];
  if (!next)
    throw new TandemError("promotion/unknown-stage", {
      alias: `after ${stages.at(-1)?.alias ?? "none"}`,
      known: stages.map(({ alias }) => alias),
    });
  return next;
}
