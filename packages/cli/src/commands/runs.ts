import type { RunCondition } from "@tandem/registry";
import { TandemError } from "@tandem/core";
import type { GlobalOptions, Io } from "../io.ts";
import { print, tableOr, timeText } from "../output/print.ts";
import { metricText, secondsText } from "../output/table.ts";
import { modelIn } from "../project/find-version.ts";
import { openProject } from "../project/open-project.ts";
import { wholeNumber } from "./options.ts";

interface RunsCommand extends GlobalOptions {
  readonly where?: readonly string[];
  readonly sort?: string;
  readonly limit?: string;
}

/** `tandem runs [model]`: newest first, or best first by `--sort`. */
export async function run(io: Io, model: string | undefined, options: RunsCommand): Promise<void> {
  const limit = wholeNumber("--limit", options.limit, 1) ?? 20;
  const where = (options.where ?? []).map(conditionOf);
  const project = await openProject(io, options);
  if (model !== undefined) modelIn(project, model);
  const registry = await project.registry.ifThere();
  const runs =
    (await registry?.searchRuns({
      ...(model === undefined ? {} : { experiments: [model] }),
      where,
      limit,
      ...(options.sort === undefined ? {} : { orderBy: orderOf(options.sort) }),
    })) ?? [];
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))].slice(0, 6);
  const rows = runs.map((run) => [
    run.id.slice(0, 8),
    run.experiment,
    run.status,
    timeText(run.started),
    run.ended === undefined ? "-" : secondsText(run.ended - run.started),
    run.author,
    ...names.map((name) => metricText(run.metrics[name])),
  ]);
  const heads = ["run", "model", "status", "started (UTC)", "took", "author", ...names];
  print(io, options, { json: { runs }, text: tableOr("No run matches; tandem train makes one.", heads, rows) });
}

/** `metric.rocAuc>0.8`, `tag.team=a`, `parameter.depth=3`, `status=failed`. @throws TandemError `cli/bad-option` */
function conditionOf(text: string): RunCondition {
  const bad = (expected: string) => new TandemError("cli/bad-option", { option: "--where", value: text, expected });
  const found = /^(?:(metric|parameter|tag)\.)?([^<>=!]+?)\s*(<=|>=|!=|=|<|>)\s*(.*)$/.exec(text);
  if (!found) throw bad('like "metric.rocAuc>0.8", "tag.team=a" or "status=failed"');
  const [, of = "run", key = "", operator = "=", value = ""] = found;
  if (of === "metric") {
    if (value.trim() === "" || Number.isNaN(Number(value))) throw bad("a metric compared with a number");
    return { of, key, operator: operator as "=", value: Number(value) };
  }
  if (operator !== "=" && operator !== "!=") throw bad("a text compared by = or !=");
  if (of === "run" && !["name", "status", "author", "id"].includes(key))
    throw bad("about name, status, author or id, or a metric., parameter. or tag.");
  return { of: of as "tag", key, operator, value };
}

/** `metric.rocAuc` or `-metric.rocAuc`, the latter descending. */
function orderOf(text: string) {
  const found = /^(-?)(metric|parameter|tag)\.(.+)$/.exec(text);
  if (!found)
    throw new TandemError("cli/bad-option", {
      option: "--sort",
      value: text,
      expected: 'like "metric.rmse" or "-metric.rocAuc"',
    });
  return { of: found[2] as "metric", key: found[3]!, descending: found[1] === "-" };
}
