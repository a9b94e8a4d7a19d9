import type { Outcome } from "./try-model.ts";

const METRICS: Readonly<Record<string, string>> = { rocAuc: "ROC-AUC", r2: "R2" };

export function outcomeTable(outcomes: readonly Outcome[]): string {
  const heads = ["model", "data", "samples", "metric", "score", "saved version", "predictions"];
  const rows = outcomes.map(({ model, file, samples, metric, score, version, predictions }) => [
    model,
    file,
    String(samples),
    METRICS[metric] ?? metric,
    `${score.mean.toFixed(3)} ± ${score.sd.toFixed(3)}`,
    version,
    String(predictions),
  ]);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
