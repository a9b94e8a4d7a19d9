import { count } from "./charts/words.ts";
import { figure } from "./page/figures.ts";
import { escaped, markup, raw, type Markup } from "./page/markup.ts";
import { headlines, metricName, metricSpread, metricValue } from "./page/metric-words.ts";
import { recordSection } from "./page/record.ts";
import { STYLE } from "./page/style.ts";
import { classesTable, foldsTable, metricsTable } from "./page/tables.ts";
import type { Chart, Report } from "./report.ts";

/**
 * The report as one HTML page that needs nothing else: no network, no script, light and dark, fit to print. All text of
 * the report is escaped. Draws each chart with Vega, imported on the first call, in some 50 ms.
 */
export async function renderReport(report: Report): Promise<string> {
  const body = markup`<main>
<header><p class="eyebrow">Performance report</p><h1>${report.model}</h1><p class="lead">${leadOf(report)}</p>${cards(report)}</header>
${await plots("Plots", "All are drawn from predictions for samples that the predicting model had not seen.", report.charts)}${metricsTable(report)}${report.folds.length > 1 ? foldsTable(report) : markup``}${report.classes.length > 0 ? classesTable(report) : markup``}${await plots("What the model goes by", "How the model comes to its predictions, which need not be how the world works.", report.understanding ?? [])}${recordSection(report)}<footer>${report.format}</footer>
</main>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(report.model)}: performance report</title>
<style>${raw(STYLE).html}</style>
</head>
<body>
${body.html}
</body>
</html>
`;
}

async function plots(title: string, note: string, charts: readonly Chart[]): Promise<Markup> {
  const figures: Markup[] = [];
  for (const chart of charts) figures.push(await figure(chart));
  if (figures.length === 0) return markup``;
  return markup`<section><h2>${title}</h2><p class="note">${note}</p><div class="figures">${figures}</div></section>
`;
}

/** One sentence: what was asked, of how many samples, how it was judged. */
function leadOf({ task, samples, folds, record }: Report): string {
  const asked =
    task.kind === "classification"
      ? task.positive === undefined
        ? "Classification"
        : `Classification, positive class ${String(task.positive)}`
      : task.kind === "regression"
        ? "Regression"
        : (task.name ?? "Custom task");
  const judged = folds.length === 1 ? "judged on held-out samples" : `cross-validated in ${folds.length} folds`;
  const started = typeof record["started"] === "string" ? ` · ${record["started"].slice(0, 10)}` : "";
  const version =
    typeof record["version"] === "string" || typeof record["version"] === "number"
      ? ` · version ${record["version"]}`
      : "";
  return `${asked} · ${count(samples)} predictions, ${judged}${version}${started}`;
}

function cards(report: Report): Markup {
  const items = headlines(report).map((metric) => {
    const { mean, sd, folds } = report.summary[metric]!;
    const all = report.folds.length;
    const note = folds < all ? ` in ${folds} of ${all} folds` : "";
    const words = `${folds > 1 ? metricSpread({ mean, sd, folds }) : ""}${note}`.trim();
    const spread = words ? markup`<span class="spread">${words}</span>` : markup``;
    return markup`<li><span class="name">${metricName(metric)}</span><span class="value">${metricValue(mean)}</span>${spread}</li>`;
  });
  return markup`<ul class="cards">${items}</ul>`;
}
