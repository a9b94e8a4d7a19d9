import { describe, expect, it } from "vitest";
import { classification, customTask, predictionsOf, regression, TandemError } from "@tandem/core";
import { buildReport, evaluate, readReport, renderReport, rocAuc, summarize, type Report } from "@tandem/evaluation";
import { classFolds, numberFolds } from "../fixtures/folds.ts";

const churn = (options?: object) =>
  buildReport({
    model: "churn",
    task: classification({ positive: "yes" as "no" | "yes" }),
    folds: classFolds(["no", "yes"] as const, options),
    record: { seed: 3 },
  });
const codeOf = (error: unknown) => (TandemError.is(error) ? error.code : error);

describe("buildReport", () => {
  it("says the metrics of each fold and their summary", () => {
    const folds = classFolds(["no", "yes"] as const);
    const report = churn();
    const expected = folds.map(({ predictions, labels }) =>
      evaluate(classification({ positive: "yes" as "no" | "yes" }), predictions, labels),
    );
    expect(report.folds.map(({ metrics }) => metrics)).toEqual(expected);
    expect(report.summary).toEqual(summarize(expected));
    expect(report).toMatchObject({
      format: "tandem/report@1",
      samples: 180,
      record: { seed: 3 },
      task: { kind: "classification", positive: "yes" },
    });
  });
  it("keeps metrics that are given", () => {
    const folds = numberFolds().map((fold) => ({ ...fold, metrics: { mine: 2, broken: NaN } }));
    const report = buildReport({ model: "m", task: regression(), folds });
    expect(report.summary).toEqual({ mine: { mean: 2, sd: 0, folds: 3 } });
  });
  it("draws each kind of task its charts", () => {
    expect(churn().charts.map(({ id }) => id)).toEqual([
      "roc",
      "precision-recall",
      "calibration",
      "scores",
      "confusion",
      "threshold",
    ]);
    const several = buildReport({ model: "m", task: classification<string>(), folds: classFolds(["a", "b", "c"]) });
    expect(several.charts.map(({ id }) => id)).toEqual(["roc", "precision-recall", "calibration", "confusion"]);
    expect(buildReport({ model: "m", task: regression(), folds: numberFolds() }).charts.map(({ id }) => id)).toEqual([
      "predicted-actual",
      "residuals",
      "residual-histogram",
      "tenths",
    ]);
    const custom = customTask<string, { label: string }>("hits", () => ({ hits: 1 }));
    const none = buildReport({
      model: "m",
      task: custom,
      folds: [{ predictions: predictionsOf(["1"], [{ label: "a" }]), labels: ["a"] }],
    });
    expect([none.charts, none.summary]).toEqual([[], { hits: { mean: 1, sd: 0, folds: 1 } }]);
  });
  it("leaves out the ranking charts where there is one class", () => {
    const folds = [
      {
        predictions: classFolds(["no", "yes"] as const)[0]!.predictions,
        labels: new Array<"no" | "yes">(60).fill("no"),
      },
    ];
    const report = buildReport({ model: "m", task: classification({ positive: "yes" as "no" | "yes" }), folds });
    expect(report.charts.map(({ id }) => id)).toEqual(["calibration", "scores", "confusion"]);
    expect(report.summary).not.toHaveProperty("rocAuc");
  });
  it("counts the confusion matrix over all folds", () => {
    const folds = classFolds(["no", "yes"] as const);
    const wrong = folds.flatMap(({ labels, predictions }) =>
      labels.filter((label, row) => label === "yes" && predictions.at(row).label === "no"),
    ).length;
    const cells = (
      churn().charts.find(({ id }) => id === "confusion")!.spec as {
        layer: { data: { values: { known: string; predicted: string; count: string }[] } }[];
      }
    ).layer[0]!.data.values;
    expect(cells.find(({ known, predicted }) => known === "yes" && predicted === "no")!.count).toBe(String(wrong));
  });
  it("lumps the rarest of many classes in the matrix and draws the frequent ones", () => {
    const names = Array.from({ length: 20 }, (_, i) => `class ${i}`);
    const report = buildReport({ model: "m", task: classification<string>(), folds: classFolds(names, { rows: 200 }) });
    const values = (
      report.charts.find(({ id }) => id === "confusion")!.spec as {
        layer: { data: { values: { known: string; count: string }[] } }[];
      }
    ).layer[0]!.data.values;
    expect(values.length).toBe(144);
    expect(values.reduce((sum, { count }) => sum + Number(count), 0)).toBe(600);
    expect(values.at(-1)!.known).toBe("9 others");
    expect(report.charts[0]!.caption).toContain("The 8 most frequent of 20 classes are shown.");
  });
  it("stays small however many the predictions, with metrics of all of them", () => {
    const folds = classFolds(["no", "yes"] as const, { folds: 1, rows: 30_000 });
    const report = buildReport({ model: "m", task: classification({ positive: "yes" as "no" | "yes" }), folds });
    expect(JSON.stringify(report).length).toBeLessThan(80_000);
    expect(report.summary["rocAuc"]!.mean).toBe(
      rocAuc(
        folds[0]!.labels,
        folds[0]!.predictions.column("probabilities").map((row) => row![1]!),
      ),
    );
    expect(
      JSON.stringify(buildReport({ model: "m", task: regression(), folds: numberFolds({ rows: 20_000 }) })).length,
    ).toBeLessThan(150_000);
  });
  it("refuses no folds", () => {
    expect(() => buildReport({ model: "m", task: regression(), folds: [] })).toThrow(
      expect.toSatisfy((error) => codeOf(error) === "report/empty"),
    );
  });
});

describe("readReport", () => {
  it("reads what was written", async () => {
    for (const report of [churn(), buildReport({ model: "m", task: regression(), folds: numberFolds() })])
      expect(await readReport(JSON.stringify(report))).toEqual(report);
  });
  it("keeps keys of later additions", async () => {
    expect(await readReport({ ...churn(), added: 1 })).toHaveProperty("added", 1);
  });
  it.each([
    ["text that is no JSON", "{", "report/malformed"],
    ["null", null, "report/malformed"],
    ["another document", { format: "else" }, "report/malformed"],
    ["a later format", { ...churn(), format: "tandem/report@2" }, "report/unknown-format"],
    ["no folds", { ...churn(), folds: [] }, "report/malformed"],
    [
      "a chart without a spec",
      { ...churn(), charts: [{ id: "roc", title: "", caption: "", alt: "" }] },
      "report/malformed",
    ],
    [
      "an id that would break out of its attribute",
      { ...churn(), charts: [{ id: '"><script>', title: "", caption: "", alt: "", spec: {} }] },
      "report/malformed",
    ],
  ])("refuses %s", async (_, source, code) => {
    await expect(readReport(source)).rejects.toSatisfy((error) => codeOf(error) === code);
  });
});

describe("renderReport", () => {
  const hostile = `<script>alert("x")</script>&'`;

  it("is one page that asks the network for nothing and runs nothing", async () => {
    const page = await renderReport(churn());
    expect(/^<!doctype html>/.test(page)).toBe(true);
    expect(/<script|<link|<img|<iframe|@import|url\(/i.test(page)).toBe(false);
    expect(
      [...page.matchAll(/https?:\/\/[^"'\s<]*/g)]
        .map(([url]) => url)
        .filter((url) => !url.startsWith("http://www.w3.org/")),
    ).toEqual([]);
    expect(page.match(/<figure id="/g)).toHaveLength(6);
    expect(page.match(/<svg [^>]*role="img" aria-label="[^"]+"/g)).toHaveLength(6);
    expect(page.includes("prefers-color-scheme:dark")).toBe(true);
    expect(page.includes("@media print")).toBe(true);
  });
  it("shows mean and spread, every fold, every class and the record", async () => {
    const report = churn();
    const page = await renderReport({
      ...report,
      record: { seed: 3, data: { digest: "abc123" }, durations: { train: 4200 } },
    });
    expect(page.includes(report.summary["rocAuc"]!.mean.toFixed(3))).toBe(true);
    expect(page.includes(`± ${report.summary["rocAuc"]!.sd.toFixed(3)}`)).toBe(true);
    for (const fold of report.folds) expect(page.includes(fold.metrics["rocAuc"]!.toFixed(3))).toBe(true);
    expect(/<dt>Data digest \(SHA-256\)<\/dt><dd>abc123<\/dd>/.test(page)).toBe(true);
    expect(/<dt>Time: train<\/dt><dd>4\.2 s<\/dd>/.test(page)).toBe(true);
    expect(/<th scope="row">yes<\/th>/.test(page)).toBe(true);
  });
  it("says in how many folds a metric is defined, beside its value and in the table", async () => {
    const report = churn();
    const rocAuc = { mean: 1, sd: 0, folds: 2 };
    const page = await renderReport({ ...report, summary: { ...report.summary, rocAuc } });
    expect(page).toContain(`± 0.000 in 2 of ${report.folds.length} folds</span>`);
    expect(page).toContain(`(defined in 2 of ${report.folds.length} folds)`);
  });
  it("says what one held-out part is", async () => {
    const page = await renderReport(churn({ folds: 1 }));
    expect(page.includes("±")).toBe(false);
    expect(page.includes("judged on held-out samples")).toBe(true);
  });
  it("escapes what users name, wherever it shows", async () => {
    const task = classification({ positive: hostile });
    const folds = classFolds(["a", hostile]).map((fold) => ({
      ...fold,
      metrics: { [hostile]: 1, ...evaluate(task, fold.predictions, fold.labels) },
    }));
    const page = await renderReport(
      buildReport({
        model: hostile,
        task,
        folds,
        record: { [hostile]: hostile, parameters: { [hostile]: [hostile] } },
      }),
    );
    expect(page.includes("<script")).toBe(false);
    expect(page.includes("&lt;script&gt;")).toBe(true);
  });
  it("escapes a report that was tampered with", async () => {
    const report = churn();
    const chart = { ...report.charts[0]!, title: hostile, caption: hostile, alt: hostile };
    const page = await renderReport({
      ...report,
      charts: [chart],
      folds: [{ ...report.folds[0]!, samples: hostile as unknown as number }],
    } as Report);
    expect(page.includes("<script")).toBe(false);
  });
  it("writes the dots of a scatter plot as circles that keep their places", async () => {
    const page = await renderReport(buildReport({ model: "m", task: regression(), folds: numberFolds() }));
    expect(page.match(/<circle cx="[\d.]+" cy="[\d.]+" r="2.1"\/>/g)).toHaveLength(360);
  });
});
