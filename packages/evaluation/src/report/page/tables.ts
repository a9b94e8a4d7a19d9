import type { Report } from "../report.ts";
import { count } from "../charts/words.ts";
import { markup, type Markup } from "./markup.ts";
import { metricMeaning, metricName, metricSpread, metricValue } from "./metric-words.ts";

export function metricsTable({ summary, folds }: Report): Markup {
  const rows = Object.entries(summary).map(([metric, { mean, sd, folds: having }]) => {
    const spread =
      folds.length === 1
        ? markup``
        : markup`<td class="number">${having > 1 ? metricSpread({ mean, sd, folds: having }) : "–"}</td>`;
    const note = having < folds.length ? ` (defined in ${having} of ${folds.length} folds)` : "";
    return markup`<tr><th scope="row">${metricName(metric)}</th><td class="number">${metricValue(mean)}</td>${spread}<td class="meaning">${metricMeaning(metric) + note}</td></tr>`;
  });
  const heads =
    folds.length === 1
      ? markup`<th scope="col" class="number">Value</th>`
      : markup`<th scope="col" class="number">Mean</th><th scope="col" class="number">Spread</th>`;
  return table(
    "Metrics",
    folds.length === 1
      ? "Over the held-out samples."
      : `Mean and standard deviation over ${folds.length} folds, each judged on samples its model had not seen.`,
    markup`<tr><th scope="col">Metric</th>${heads}<th scope="col">What it says</th></tr>`,
    rows,
  );
}

export function foldsTable({ folds, summary }: Report): Markup {
  const metrics = Object.keys(summary);
  const trained = folds.some((fold) => fold.trained !== undefined);
  const rows = folds.map((fold, i) => {
    const cells = metrics.map(
      (metric) => markup`<td class="number">${metric in fold.metrics ? metricValue(fold.metrics[metric]!) : "–"}</td>`,
    );
    const size = trained
      ? markup`<td class="number">${fold.trained === undefined ? "–" : count(fold.trained)}</td>`
      : markup``;
    return markup`<tr><th scope="row">${i + 1}</th>${size}<td class="number">${count(fold.samples)}</td>${cells}</tr>`;
  });
  const heads = metrics.map((metric) => markup`<th scope="col" class="number">${metricName(metric)}</th>`);
  const head = markup`<tr><th scope="col">Fold</th>${trained ? markup`<th scope="col" class="number">Trained on</th>` : markup``}<th scope="col" class="number">Judged on</th>${heads}</tr>`;
  return table(
    "Folds",
    "Each fold's model learned from the other folds alone. Wide differences between folds mean that more data would help, or that the folds are not alike.",
    head,
    rows,
  );
}

export function classesTable({ classes }: Report): Markup {
  const rows = classes.map(
    ({ label, precision, recall, f1, support }) =>
      markup`<tr><th scope="row">${String(label)}</th><td class="number">${count(support)}</td><td class="number">${metricValue(precision)}</td><td class="number">${metricValue(recall)}</td><td class="number">${metricValue(f1)}</td></tr>`,
  );
  const head = markup`<tr><th scope="col">Class</th><th scope="col" class="number">Samples</th><th scope="col" class="number">Precision</th><th scope="col" class="number">Recall</th><th scope="col" class="number">F1</th></tr>`;
  return table("Classes", "Over all held-out predictions together.", head, rows);
}

function table(title: string, caption: string, head: Markup, rows: readonly Markup[]): Markup {
  return markup`<section><h2>${title}</h2><p class="note">${caption}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead>${head}</thead><tbody>${rows}</tbody></table></div></section>
`;
}
