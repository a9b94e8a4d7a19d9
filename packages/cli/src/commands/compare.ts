import type { GlobalOptions, Io } from "../io.ts";
import { print } from "../output/print.ts";
import { metricText, textTable } from "../output/table.ts";
import { openProject } from "../project/open-project.ts";

/** `tandem compare <version...>`: metrics, and parameters that differ, side by side. */
export async function run(
  io: Io,
  _: string | undefined,
  options: GlobalOptions,
  references: readonly string[],
): Promise<void> {
  const project = await openProject(io, options);
  const registry = await project.registry.open();
  const compared = await registry.compare(references);
  const heads = ["", ...compared.versions.map(({ model, number }) => `${model}@${number}`)];
  const rows = [
    ...Object.entries(compared.metrics).map(([name, values]) => [name, ...values.map(metricText)]),
    ...Object.entries(compared.parameters).map(([name, values]) => [name, ...values.map((value) => value ?? "-")]),
    ["aliases", ...compared.versions.map(({ aliases }) => aliases.join(", ") || "-")],
    ["artifact", ...compared.versions.map(({ artifact }) => artifact)],
  ];
  print(io, options, { json: compared, text: textTable(heads, rows) });
}
