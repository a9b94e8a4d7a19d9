import { absentFields, loadModel, TandemError, type AbsentFields, type Samples } from "@tandem/core";
import type { Source } from "@tandem/data";
import type { GlobalOptions, Io } from "../io.ts";
import { absentText } from "../output/absent-fields.ts";
import { counted } from "../output/table.ts";
import { openProject, type Project } from "../project/open-project.ts";

interface CheckResult {
  /** What was checked: "model churn", "source churn as churn reads it". */
  readonly what: string;
  readonly ok: boolean;
  readonly code?: string;
  readonly message: string;
}

/**
 * `tandem check`: goes on after a problem, so that all are seen at once.
 * @throws TandemError `cli/failed-checks`, whose cause is the first problem and decides the exit code
 */
export async function run(io: Io, model: string | undefined, options: GlobalOptions): Promise<void> {
  const project = await openProject(io, options);
  const { app, config } = project;
  if (model !== undefined && !app.models.includes(model))
    throw new TandemError("app/unknown-model", { name: model, known: app.models });
  const results: CheckResult[] = [{ what: config.file, ok: true, message: `environment ${config.environment}` }];
  const failures: unknown[] = [];
  const models = model === undefined ? app.models : [model];
  let unusable: string | undefined;
  for (const { what, check, needs } of [
    ...models.flatMap((name) => checksOf(project, name, io)),
    registryCheck(project),
  ]) {
    if (needs !== undefined && needs === unusable) continue; // it would fail for the same reason
    try {
      results.push({ what, ok: true, message: await check() });
    } catch (error) {
      if (io.signal.aborted) throw error;
      failures.push(error);
      unusable = what;
      results.push({
        what,
        ok: false,
        ...(TandemError.is(error) ? { code: error.code } : {}),
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }
  if (options.json) io.stdout.write(`${JSON.stringify({ ok: failures.length === 0, checks: results })}\n`);
  else
    io.stdout.write(
      `${results.map(({ ok, what, message }) => `${ok ? "ok     " : "FAILED "} ${what}: ${message}`).join("\n")}\n`,
    );
  if (failures.length > 0)
    throw new TandemError("cli/failed-checks", { problems: failures.length }, { cause: failures[0] });
}

type Check = () => Promise<string>;
interface NamedCheck {
  readonly what: string;
  readonly check: Check;
  /** The check right before it without which this one says nothing new. */
  readonly needs?: string;
}

function checksOf({ app, config, openStore }: Project, model: string, io: Io): readonly NamedCheck[] {
  const { source, store = config.store } = config.models[model]!;
  const imported: Check = async () => {
    const { task, name } = await app.package(model);
    return `${name}, ${task.kind === "custom" ? task.name : task.kind}`;
  };
  const stored: Check = async () => {
    const versions = await app.versions(model);
    const newest = versions.at(-1);
    if (!newest) return counted(0, "version");
    const trained = await loadModel(await openStore(store), await app.package(model), newest.version);
    await trained.close();
    return `${counted(versions.length, "version")}, and the newest loads`;
  };
  /** Rows that do not meet the schema and that the source is told to drop. */
  const leftOut = async () => {
    const entry = source === undefined ? undefined : config.sources[source];
    if (!entry || !("mode" in entry) || entry.mode !== "drop-invalid") return 0;
    let rows = 0;
    const opened = (await app.source(model)) as unknown as Source<unknown, unknown>;
    for await (const { invalid } of opened.checkedBatches({ signal: io.signal })) rows += invalid.length;
    return rows;
  };
  const read: Check = async () => {
    const { sample } = await app.package(model);
    let samples = 0;
    let absent: AbsentFields | undefined;
    for await (const batch of (await app.source(model)).batches({ signal: io.signal })) {
      const lacking = absentFields(batch as Samples<unknown>, sample);
      absent = samples === 0 ? lacking : absent && lacking && inBoth(absent, lacking);
      samples += (batch as Samples<unknown>).length;
    }
    const met = `${counted(samples, "sample")} ${samples === 1 ? "meets" : "meet"} the schema`;
    const dropped = await leftOut();
    const all = dropped === 0 ? met : `${met}; the source leaves out ${counted(dropped, "row")}`;
    return absent ? `${all}, but ${absentText(absent)}` : all;
  };
  const needs = `model ${model}`;
  return [
    { what: needs, check: imported },
    { what: `store ${store}`, check: stored, needs },
    ...(source === undefined ? [] : [{ what: `source ${source}`, check: read, needs }]),
  ];
}

/** That the registry can be read; where none was made yet, nothing is. */
function registryCheck({ registry }: Project): NamedCheck {
  const opened: Check = async () => {
    const models = await (await registry.ifThere())?.models.list();
    return models ? counted(models.length, "model") : "none yet";
  };
  return { what: "registry", check: opened };
}

/** What two batches lack alike. */
function inBoth(a: AbsentFields, b: AbsentFields): AbsentFields | undefined {
  const fields = a.fields.filter((field) => b.fields.includes(field));
  return fields.length === 0 ? undefined : { fields, undeclared: [...new Set([...a.undeclared, ...b.undeclared])] };
}
