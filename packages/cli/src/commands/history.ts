import { TandemError } from "@tandem/core";
import type { PromotionRecord } from "@tandem/promotion";
import type { AliasChange, Registry } from "@tandem/registry";
import type { GlobalOptions, Io } from "../io.ts";
import { print, tableOr, timeText } from "../output/print.ts";
import { modelIn } from "../project/find-version.ts";
import { openProject } from "../project/open-project.ts";

/** `tandem history <model[@alias]>`: every move of its aliases, or with `--at` the version an alias named then. */
export async function run(
  io: Io,
  given: string | undefined,
  options: GlobalOptions & { readonly at?: string },
): Promise<void> {
  const project = await openProject(io, options);
  const { model, selector: alias } = modelIn(project, given!);
  const registry = await project.registry.open();
  if (options.at !== undefined) {
    const time = timeOf(options.at);
    if (alias === undefined)
      throw new TandemError("cli/bad-option", {
        option: "--at",
        value: options.at,
        expected: `given with an alias, as in ${model}@champion`,
      });
    const number = (await registry.aliases.at(model, alias, time)) ?? null;
    const when = new Date(time).toISOString();
    const text =
      number === null
        ? `${model}@${alias} named no version at ${when}`
        : `${model}@${alias} was ${model}@${number} at ${when}`;
    return print(io, options, { json: { model, alias, at: time, number }, text });
  }
  const { promotionsOf } = await import("@tandem/promotion");
  const promotions = await promotionsOf(registry, model);
  const moves = await registry.aliases.history(model, alias);
  if (alias !== undefined && moves.length === 0) await refuseUnknown(registry, model, alias);
  const history = withPromotions(moves, promotions);
  const rows = history.map(({ at, alias, from, to, author, why, promotion }) => [
    timeText(at),
    alias,
    from ?? "-",
    to ?? "-",
    author,
    promotion ? (promotion.decision === "overridden" ? "overridden" : `${promotion.gates.length} passed`) : "-",
    why,
  ]);
  const heads = ["at (UTC)", "alias", "from", "to", "author", "gates", "why"];
  print(io, options, {
    json: { model, history, promotions },
    text: tableOr(`No alias of ${model} has been set yet.`, heads, rows),
  });
}

/** @throws TandemError `registry/no-such-alias` where the model has, or had, other aliases */
async function refuseUnknown(registry: Registry, model: string, alias: string): Promise<void> {
  const known = [...new Set((await registry.aliases.history(model)).map((move) => move.alias))].sort();
  if (known.length > 0) throw new TandemError("registry/no-such-alias", { model, alias, known });
}

/** What the gates said before each move: a record belongs to the first move of its alias to its version after it. */
function withPromotions(history: readonly AliasChange[], promotions: readonly PromotionRecord[]) {
  const of = new Map<AliasChange, PromotionRecord>();
  for (const record of promotions.filter(({ decision }) => decision !== "refused")) {
    const move = history.find(({ alias, to, at }) => alias === record.alias && to === record.number && at >= record.at);
    if (move) of.set(move, record);
  }
  return history.map((change) => ({ ...change, promotion: of.get(change) ?? null }));
}

/** @throws TandemError `cli/bad-option` */
function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new TandemError("cli/bad-option", {
      option: "--at",
      value: text,
      expected: "a time like 2026-11-22T09:40:00Z",
    });
  return time;
}
