import { describe, expect, it } from "vitest";
import { labeledSamplesOf, randomSequence, TandemError } from "@tandem/core";
import {
  choice,
  inThisThread,
  kFold,
  randomSearch,
  real,
  successiveHalving,
  tune,
  type TrialExecutor,
  type TrialJob,
} from "@tandem/evaluation";
import { lines } from "./journals.ts";
import { make } from "./ridge.mjs";

const random = randomSequence(2);
const samples = labeledSamplesOf<{ readonly x: number }, number>(
  Array.from({ length: 90 }, (_, i) => {
    const x = 1 + random() * 3;
    return { id: `${i}`, data: { x }, label: 2 * x ** 1.5 + random() - 0.5, group: `g${i % 9}` };
  }),
);
const space = {
  shrink: real({ from: 1e-3, to: 1e3, scale: "log" }),
  power: real({ from: 0, to: 3 }),
  kind: choice(["usual", "same"]),
};
const risky = { ...space, kind: choice(["usual", "wrong"]) };
const plain = { trials: 12, splitter: kFold({ folds: 3, shuffle: true, seed: 1 }), seed: 4 };
const codeOf = (error: unknown) => (TandemError.is(error) ? error.code : error);

/** The usual executor, counting and changing what it is given. */
function watched(
  options: { concurrency?: number; before?: (job: TrialJob, count: number) => Promise<void> | void } = {},
): TrialExecutor & { readonly jobs: TrialJob[]; most: number } {
  const inner = inThisThread(make as never, samples);
  let running = 0;
  return {
    jobs: [],
    most: 0,
    concurrency: options.concurrency ?? 1,
    async run(job, signal) {
      this.jobs.push(job);
      this.most = Math.max(this.most, ++running);
      try {
        await options.before?.(job, this.jobs.length);
        return await inner.run(job, signal);
      } finally {
        running--;
      }
    },
  };
}

describe("tune", () => {
  it("finds parameters near the best, for the metric of the task", async () => {
    const { best, metric, higherIsBetter, trials } = await tune(space, make, samples, { ...plain, trials: 40 });
    expect([metric, higherIsBetter, trials.length]).toEqual(["rmse", false, 40]);
    expect(best.parameters.power).toBeCloseTo(1.5, 0);
    expect(best.score).toBeLessThan(0.4);
    expect(best.score).toBe(Math.min(...trials.map(({ score }) => score!)));
    const other = await tune(space, make, samples, { ...plain, metric: "r2" });
    expect(other.best.score).toBe(Math.max(...other.trials.map(({ score }) => score!)));
  });
  it("is the same for a seed, whatever runs it and how fast", async () => {
    const one = await tune(space, make, samples, plain);
    const slow = watched({
      concurrency: 4,
      before: ({ trial, fold }) => new Promise((done) => setTimeout(done, ((trial * 7 + fold * 3) % 5) * 2)),
    });
    expect(await tune(space, make, samples, { ...plain, executor: slow })).toEqual(one);
    expect(slow.most).toBe(3);
    expect(await tune(space, make, samples, { ...plain, seed: 5 })).not.toEqual(one);
    const together = { ...plain, together: 4, pruneAfter: 1 };
    const wide = watched({
      concurrency: 4,
      before: ({ trial }) => new Promise((done) => setTimeout(done, (trial % 3) * 2)),
    });
    expect(await tune(space, make, samples, { ...together, executor: wide })).toEqual(
      await tune(space, make, samples, together),
    );
    expect(wide.most).toBe(4);
  });
  it("trains every trial's fold with the same seed and rows", async () => {
    const executor = watched();
    await tune(space, make, samples, { ...plain, trials: 3, strategy: randomSearch(), executor });
    for (const fold of [0, 1, 2]) {
      const jobs = executor.jobs.filter((job) => job.fold === fold);
      expect(new Set(jobs.map((job) => `${job.seed} ${job.train.join()} ${job.test.join()}`)).size).toBe(1);
    }
  });
  it("keeps groups together by itself", async () => {
    const executor = watched();
    await tune(space, make, samples, { trials: 1, executor });
    for (const { train, test } of executor.jobs) {
      const trained = new Set([...train].map((row) => samples.groups![row]));
      expect([...test].some((row) => trained.has(samples.groups![row]!))).toBe(false);
    }
  });
  it("prunes the hopeless without changing what they are compared with", async () => {
    const executor = watched();
    const { trials, best } = await tune(space, make, samples, {
      ...plain,
      trials: 30,
      pruneAfter: 1,
      strategy: randomSearch(),
      executor,
    });
    const full = await tune(space, make, samples, { ...plain, trials: 30, strategy: randomSearch() });
    const pruned = trials.filter(({ state }) => state === "pruned");
    expect(pruned.length).toBeGreaterThan(5);
    expect(executor.jobs.length).toBe(90 - pruned.reduce((sum, { folds }) => sum + 3 - folds.length, 0));
    expect(best).toEqual(full.best);
    for (const { trial, folds } of pruned) expect(folds).toEqual(full.trials[trial]!.folds.slice(0, folds.length));
  });
  it("halves: all on few samples, the best on all", async () => {
    const executor = watched();
    const { trials, best } = await tune(space, make, samples, {
      ...plain,
      trials: 18,
      strategy: successiveHalving({ factor: 3, smallest: 1 / 9 }),
      executor,
    });
    const sizes = executor.jobs.map(({ train }) => train.length);
    expect([7, 20, 60].map((size) => sizes.filter((found) => found === size).length)).toEqual([54, 18, 6]);
    expect(trials.map(({ state }) => state).filter((state) => state === "complete").length).toBe(2);
    expect(best.budget).toBe(1);
    expect(trials.filter(({ budget }) => budget < 0.2).length).toBe(12);
  });
  it("reports each trial", async () => {
    const seen: number[] = [];
    await tune(space, make, samples, { ...plain, trials: 4, onTrial: ({ trial }) => seen.push(trial) });
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});

describe("what goes wrong", () => {
  it("ends with the model's error, or goes on as told", async () => {
    await expect(tune(risky, make, samples, plain)).rejects.toThrow("no such line");
    const { trials, best } = await tune(risky, make, samples, { ...plain, onFailure: "skip" });
    expect(best.parameters.kind).toBe("usual");
    expect(trials.filter(({ state }) => state === "failed").map(({ failed, loss }) => [failed, loss])).toContainEqual([
      "no such line",
      Infinity,
    ]);
  });
  it("starts nothing more after a failure", async () => {
    const executor = watched({
      concurrency: 2,
      before: (_, count) => (count === 4 ? Promise.reject(new Error("broken")) : undefined),
    });
    await expect(tune(space, make, samples, { ...plain, executor, together: 4 })).rejects.toThrow("broken");
    expect(executor.jobs.length).toBeLessThanOrEqual(6);
  });
  it.each([
    ["no trials", { trials: 0 }, "metric/bad-option"],
    ["a metric of another task", { metric: "rocAuc", trials: 1 }, "tune/no-metric"],
    ["a metric of nobody's", { metric: "profit" }, "metric/bad-option"],
  ])("refuses %s", async (_, options, code) => {
    await expect(tune(space, make, samples, { ...plain, ...options })).rejects.toSatisfy(
      (error) => codeOf(error) === code,
    );
  });
  it("says that all failed", async () => {
    const never = { ...space, kind: choice(["wrong"]) };
    await expect(tune(never, make, samples, { ...plain, onFailure: "skip" })).rejects.toSatisfy(
      (error) => codeOf(error) === "tune/all-failed",
    );
  });
});

describe("resuming", () => {
  const options = { ...plain, together: 2, pruneAfter: 1, trials: 16 };
  it.each([1, 7, 20, 33])("after an abort at job %i gives what one run gives, running nothing twice", async (stop) => {
    const whole = watched();
    const expected = await tune(space, make, samples, { ...options, executor: whole });
    const journal = lines();
    const controller = new AbortController();
    const first = watched({
      concurrency: 2,
      before: (_, count) => void (count === stop && controller.abort(new Error("power cut"))),
    });
    await expect(
      tune(space, make, samples, { ...options, journal, executor: first, signal: controller.signal }),
    ).rejects.toSatisfy((error) => codeOf(error) === "run/aborted");
    journal.text += '{"trial":99,"fold":0,"bud'; // cut off in the middle of a line
    const second = watched();
    expect(await tune(space, make, samples, { ...options, journal, executor: second })).toEqual(expected);
    expect(second.jobs.length).toBe(whole.jobs.length - journalled(journal.text, second.jobs.length));
    const third = watched();
    expect(await tune(space, make, samples, { ...options, journal, executor: third })).toEqual(expected);
    expect(third.jobs.length).toBe(0);
  });
  it("resumes a halving", async () => {
    const halving = { ...plain, strategy: successiveHalving(), trials: 9 };
    const journal = lines();
    const controller = new AbortController();
    const executor = watched({ before: (_, count) => void (count === 31 && controller.abort(new Error("stop"))) });
    await expect(
      tune(space, make, samples, { ...halving, journal, executor, signal: controller.signal }),
    ).rejects.toThrow();
    expect(await tune(space, make, samples, { ...halving, journal })).toEqual(
      await tune(space, make, samples, halving),
    );
  });
  it("refuses a journal of another search", async () => {
    const journal = lines();
    await tune(space, make, samples, { ...plain, trials: 2, journal });
    const refused = (change: object, data = samples) =>
      expect(tune(space, make, data, { ...plain, trials: 2, journal, ...change })).rejects.toSatisfy(
        (error) => codeOf(error) === "tune/other-journal",
      );
    await refused({ seed: 9 });
    await refused({ metric: "mae" });
    await refused({ splitter: kFold({ folds: 3, shuffle: true, seed: 2 }) });
    await refused({}, samples.select(Array.from({ length: 80 }, (_, row) => row)));
    await refused({ journal: lines("something else\n{}\n") });
  });
  it("keeps failures too", async () => {
    const journal = lines();
    const skip = { ...plain, onFailure: "skip" as const };
    const expected = await tune(risky, make, samples, { ...skip, journal });
    const again = watched();
    expect(await tune(risky, make, samples, { ...skip, journal, executor: again })).toEqual(expected);
    expect(again.jobs.length).toBe(0);
  });
});

/** Folds that were in the journal before the second run. */
function journalled(text: string, later: number): number {
  return text.split("\n").filter((line) => line.includes('"metrics"')).length - later;
}
