import { afterEach, describe, expect, it } from "vitest";
import { accuracy, kFold } from "@tandem/evaluation";
import { digestSamples, labeledSamplesOf, logTo, samplesOf, type Classified, type LogEntry } from "@tandem/core";
import { crossvalidateModel, type Crossvalidation, type ProgressEvent } from "@tandem/app";
import { points } from "./fixtures/points.ts";
import { homeless, lost, threshold, type Point, type Side } from "./fixtures/threshold.mjs";

/** All of a result but its times and the report, which holds them too. */
function answers({ report: _report, ...result }: Crossvalidation<Classified<Side>>) {
  return {
    ...result,
    folds: result.folds.map(({ milliseconds: _, predictions, ...fold }) => ({
      ...fold,
      predictions: [...predictions],
    })),
  };
}

describe("crossvalidateModel", () => {
  it("predicts every sample once, by a model that has not seen it", async () => {
    const samples = points(101);
    const { folds, summary } = await crossvalidateModel(threshold, samples, { folds: 4, seed: 3 });
    expect(folds.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b)).toEqual(
      Array.from(samples.ids, (_, row) => row),
    );
    for (const { rows, predictions, trained, metrics } of folds) {
      expect(trained + rows.length).toBe(101);
      expect(predictions.ids).toEqual(Array.from(rows, (row) => samples.ids[row]));
      const labels = samples.select(rows).labels;
      expect(metrics["accuracy"]).toBe(
        accuracy(
          labels,
          Array.from(predictions, ({ label }) => label),
        ),
      );
    }
    expect(summary["accuracy"]!.mean).toBeCloseTo(
      folds.reduce((sum, fold) => sum + fold.metrics["accuracy"]!, 0) / 4,
      12,
    );
    expect(summary["rocAuc"]!.mean).toBeGreaterThan(0.8);
  });

  it("reports what it found, from which run", async () => {
    const samples = points(90);
    const { report, summary, folds } = await crossvalidateModel(threshold, samples, {
      folds: 3,
      context: { source: "points" },
    });
    expect(report).toMatchObject({
      model: "threshold",
      samples: 90,
      summary,
      record: { splitter: "stratifiedKFold", seed: 0, context: { source: "points" } },
    });
    expect(report.record).toMatchObject({ data: { digest: digestSamples(samples) } });
    expect(report.folds.map(({ metrics }) => metrics)).toEqual(folds.map(({ metrics }) => metrics));
    expect(report.charts.map(({ id }) => id)).toContain("roc");
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it("gives the same in worker threads, bit for bit", async () => {
    const samples = points(500);
    const serial = await crossvalidateModel(threshold, samples, { seed: 3, parallel: false });
    const events: ProgressEvent[] = [];
    const parallel = await crossvalidateModel(threshold, samples, {
      seed: 3,
      parallel: 2,
      onProgress: (event) => events.push(event),
    });
    expect(events.find(({ kind }) => kind === "folds")).toEqual({
      kind: "folds",
      model: "threshold",
      folds: 5,
      threads: 2,
    });
    expect(answers(parallel)).toEqual(answers(serial));
    expect(answers(await crossvalidateModel(threshold, samples, { seed: 4, parallel: false }))).not.toEqual(
      answers(serial),
    );
    expect(events.flatMap((event) => (event.kind === "fold" ? [event.fold] : [])).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(events.filter((event) => event.kind === "metric" && event.name === "mean")).toHaveLength(5);
  });

  it("shows what the model goes by where that is asked for, the same whatever the threads", async () => {
    const samples = points(120);
    const asked = { folds: 3, seed: 3, understand: { repeats: 2 } };
    const [serial, threads, unasked] = [
      await crossvalidateModel(threshold, samples, { ...asked, parallel: false }),
      await crossvalidateModel(threshold, samples, { ...asked, parallel: 2 }),
      await crossvalidateModel(threshold, samples, { folds: 3, seed: 3 }),
    ];
    expect(serial.report.understanding!.map(({ id }) => id)).toContain("importance");
    expect(threads.report.understanding).toEqual(serial.report.understanding);
    expect(unasked.report.understanding).toBeUndefined();
    expect(unasked.summary).toEqual(serial.summary);
  });

  it("takes splitters, and groups stay together", async () => {
    const samples = points(40);
    const { folds, splitter } = await crossvalidateModel(threshold, samples, { splitter: kFold({ folds: 2 }) });
    expect(splitter).toBe("kFold");
    expect([...folds[0]!.rows]).toEqual(Array.from({ length: 20 }, (_, row) => row));
    const grouped = labeledSamplesOf<Point, Side>(
      Array.from(samples, (sample, row) => ({ ...sample, group: `g${row % 7}` })),
    );
    for (const { rows } of (await crossvalidateModel(threshold, grouped, { folds: 3 })).folds)
      for (const group of new Set(Array.from(rows, (row) => row % 7)))
        expect(Array.from(rows).filter((row) => row % 7 === group)).toHaveLength(Math.ceil((40 - group) / 7));
  });

  it("refuses what it cannot split", async () => {
    await expect(crossvalidateModel(threshold, points(3), { folds: 5 })).rejects.toMatchObject({
      code: "split/too-few",
    });
    await expect(crossvalidateModel(threshold, points(30), { folds: 1 })).rejects.toMatchObject({
      code: "split/bad-option",
    });
    const unlabeled = samplesOf<Point>([{ id: "a", data: { x: 1 } }]) as ReturnType<typeof points>;
    await expect(crossvalidateModel(threshold, unlabeled)).rejects.toMatchObject({ code: "app/unlabeled" });
  });
});

describe("folds in worker threads", () => {
  const entries: LogEntry[] = [];
  const restore = logTo((entry) => entries.push(entry));
  afterEach(() => entries.splice(0));
  it.each([
    [homeless, "does not say its module"],
    [lost, "nowhere.mjs does not exist"],
  ])("run one after another, with the reason in the log, where the package cannot be imported", async (pkg, reason) => {
    const events: ProgressEvent[] = [];
    const result = await crossvalidateModel(pkg, points(60), {
      parallel: 2,
      onProgress: (event) => events.push(event),
    });
    expect(result.folds).toHaveLength(5);
    expect(entries).toMatchObject([{ logger: "tandem.app", level: "warn" }]);
    expect(entries[0]!.message).toContain(reason);
    expect(events.findLast((event) => event.kind === "folds")).toMatchObject({
      threads: 1,
      serialBecause: expect.stringContaining(reason) as string,
    });
    restore();
    logTo((entry) => entries.push(entry));
  });

  it("hand on the error of a fold with its name, message and stack", async () => {
    const bad = labeledSamplesOf<Point, Side>([...points(60), { id: "bad", data: { x: -999 }, label: "low" }]);
    for (const parallel of [false, 2]) {
      const error = (await crossvalidateModel(threshold, bad, { parallel }).catch(
        (thrown: unknown) => thrown,
      )) as Error;
      expect([error.name, error.message]).toEqual(["RangeError", "x is -999"]);
      expect(error.stack).toContain("threshold.mjs");
    }
  });

  it.each([-1, 0, 1.5, NaN, Infinity, "two", null])("refuse to run in %s threads", async (parallel) => {
    const asked = { parallel: parallel as number };
    await expect(crossvalidateModel(threshold, points(60), asked)).rejects.toMatchObject({
      code: "app/bad-parallel",
      message: expect.stringContaining(parallel === "two" ? '"two"' : `parallel is ${parallel}`) as string,
    });
  });

  it("hand on typed errors as such", async () => {
    const mixed = labeledSamplesOf<Point, Side>(
      Array.from(points(60), (sample) => ({ ...sample, data: { x: "text" as unknown as number } })),
    );
    for (const parallel of [false, 2])
      await expect(crossvalidateModel(threshold, mixed, { parallel })).rejects.toMatchObject({
        code: "samples/wrong-type",
        details: { field: "x" },
      });
  });

  it("stop when aborted", async () => {
    for (const parallel of [false, 2]) {
      const abort = new AbortController();
      const onProgress = (event: ProgressEvent) => event.kind === "fold" && abort.abort(new Error("enough"));
      const error: unknown = await crossvalidateModel(threshold, points(500), {
        folds: 20,
        parallel,
        signal: abort.signal,
        onProgress,
      }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "run/aborted", details: { reason: "enough" } });
    }
  });
});
