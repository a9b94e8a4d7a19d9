import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { labeledSamplesOf, TandemError } from "@tandem/core";
import {
  choice,
  fileJournal,
  inThreads,
  kFold,
  nestedCrossvalidate,
  real,
  tune,
  type ThreadExecutor,
} from "@tandem/evaluation";
import { lines } from "./journals.ts";
import { make } from "./ridge.mjs";

const module = new URL("./ridge.mjs", import.meta.url);
const samples = labeledSamplesOf<{ readonly x: number }, number>(
  Array.from({ length: 60 }, (_, i) => ({
    id: `${i}`,
    data: { x: 1 + (i % 13) / 4 },
    label: 2 * (1 + (i % 13) / 4) ** 1.5,
    group: `g${i % 10}`,
  })),
);
const space = {
  shrink: real({ from: 1e-3, to: 1e3, scale: "log" }),
  power: real({ from: 0, to: 3 }),
  kind: choice(["usual", "same"]),
};
const plain = { trials: 6, splitter: kFold({ folds: 3 }), seed: 4, together: 2 };
const executors: ThreadExecutor[] = [];
const threads = (options: object = {}) => {
  const executor = inThreads(samples, { module, ...options });
  executors.push(executor);
  return executor;
};
afterAll(() => Promise.all(executors.map((executor) => executor.close())));
const codeOf = (error: unknown) => (TandemError.is(error) ? error.code : error);

describe("searching in worker threads", () => {
  it("finds what this thread finds", async () => {
    expect(await tune(space, make, samples, { ...plain, executor: threads() })).toEqual(
      await tune(space, make, samples, plain),
    );
  });
  it("brings the model's errors back, and goes on in the same threads", async () => {
    const executor = threads();
    const risky = { ...space, kind: choice(["usual", "wrong"]) };
    await expect(tune(risky, make, samples, { ...plain, trials: 12, executor })).rejects.toThrow("no such line");
    expect(
      (await tune(risky, make, samples, { ...plain, trials: 12, executor, onFailure: "skip" })).trials.length,
    ).toBe(12);
  });
  it("says that a module cannot be used", async () => {
    await expect(
      tune(space, make, samples, { ...plain, executor: threads({ export: "notAFunction" }) }),
    ).rejects.toSatisfy((error) => codeOf(error) === "tune/thread-failed");
    await expect(
      tune(space, make, samples, {
        ...plain,
        executor: threads({ module: new URL("./nowhere.mjs", import.meta.url) }),
      }),
    ).rejects.toThrow(/nowhere/);
  });
  it("stops its threads when aborted", async () => {
    const controller = new AbortController();
    const search = tune(space, make, samples, {
      ...plain,
      trials: 500,
      executor: threads(),
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error("enough")), 50);
    await expect(search).rejects.toSatisfy((error) => codeOf(error) === "run/aborted");
  });
});

describe("a journal in a file", () => {
  it("is made in its folder and read again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tandem-tune-"));
    try {
      const path = join(folder, "deep", "search.jsonl");
      const first = await tune(space, make, samples, { ...plain, journal: fileJournal(path) });
      const text = await readFile(path, "utf8");
      expect(text.trim().split("\n").length).toBe(1 + 18);
      expect(await tune(space, make, samples, { ...plain, journal: fileJournal(path) })).toEqual(first);
      expect(await readFile(path, "utf8")).toBe(text);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("nested cross-validation", () => {
  it("searches on each fold's training samples alone and judges on the rest, groups together in both", async () => {
    const held: { readonly groups: readonly string[] | undefined; readonly rows: number }[] = [];
    const journals = new Map<number, ReturnType<typeof lines>>();
    const { folds, summary } = await nestedCrossvalidate(space, make, samples, {
      trials: 5,
      seed: 3,
      journal: (fold) => journals.set(fold, lines()).get(fold)!,
      executor: (training, fold) => {
        held.push({ groups: training.groups, rows: training.length });
        const outside = new Set(training.groups);
        return {
          concurrency: 1,
          run: async ({ train, test, parameters }) => {
            const trained = new Set(Array.from(train, (row) => training.groups![row]!));
            expect(Array.from(test, (row) => training.groups![row]!).some((group) => trained.has(group))).toBe(false);
            expect([...trained].every((group) => outside.has(group))).toBe(true);
            return { rmse: Number(parameters["power"]) + fold };
          },
        };
      },
    });
    expect(folds.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b)).toEqual([...Array(60).keys()]);
    folds.forEach(({ rows, search, trained, metrics, predictions }, fold) => {
      const outer = new Set(Array.from(rows, (row) => samples.groups![row]!));
      expect(held[fold]!.groups!.some((group) => outer.has(group))).toBe(false);
      expect(trained + rows.length).toBe(60);
      expect(search.best.score! - fold).toBeCloseTo(search.best.parameters.power, 12);
      expect(predictions.length).toBe(rows.length);
      expect(metrics["rmse"]).toBeGreaterThan(0);
    });
    expect(summary["rmse"]!.folds).toBe(5);
    expect(journals.size).toBe(5);
  });
  it("is the same for a seed", async () => {
    const once = () =>
      nestedCrossvalidate(space, make, samples, {
        trials: 4,
        seed: 1,
        outer: kFold({ folds: 2 }),
        inner: kFold({ folds: 2 }),
      });
    expect((await once()).folds.map(({ metrics, search }) => [metrics, search])).toEqual(
      (await once()).folds.map(({ metrics, search }) => [metrics, search]),
    );
  });
});
