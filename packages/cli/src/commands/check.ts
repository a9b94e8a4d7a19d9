import { TandemError } from "@tandem/core";
import type { GlobalOptions, Io } from "../io.ts";
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
  for (const name of model === undefined ? app.models : [model])
    for (const [what, check] of checksOf(project, name, io)) {
      try {
        results.push({ what, ok: true, message: await check() });
      } catch (error) {
        if (io.signal.aborted) throw error;
        failures.push(error);
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

function checksOf({ app, config }: Project, model: string, io: Io): readonly (readonly [string, Check])[] {
  const { source, store = config.store } = config.models[model]!;
  const imported: Check = async () => {
    const { task, name } = await app.package(model);
    return `${name}, ${task.kind === "custom" ? task.name : task.kind}`;
  };
  const stored: Check = async () => `${(await app.versions(model)).length} versions`;
  const read: Check = async () => {
    let samples = 0;
    for await (const batch of (await app.source(model)).batches({ signal: io.signal }))
      samples += (batch as { readonly length: number }).length;
    return `${samples} samples meet the schema`;
  };
  return [
    [`model ${model}`, imported],
    [`store ${store}`, stored],
    ...(source === undefined ? [] : [[`source ${source}`, read] as const]),
  ];
}
