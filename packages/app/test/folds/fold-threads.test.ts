import { execFile } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { labeledSamplesOf } from "@tandem/core";
import { crossvalidateModel, importPackage, type ProgressEvent } from "@tandem/app";
import { points } from "../fixtures/points.ts";
import { type Point, type Side, type threshold } from "../fixtures/threshold.mjs";

const fixture = new URL("../fixtures/threshold.mjs", import.meta.url).href;
let copies = 0;

/** Threads are kept by package object; a package of its own for each test gets threads of its own. */
async function ownPackage(): Promise<typeof threshold> {
  return (await importPackage(`${fixture}?copy=${copies++}`, "threshold")) as typeof threshold;
}

describe("threads of folds", () => {
  let started: Worker[] = [];
  const seen = (message: unknown) => started.push((message as { readonly worker: Worker }).worker);
  beforeEach(() => subscribe("worker_threads", seen));
  afterEach(() => {
    unsubscribe("worker_threads", seen);
    started = [];
  });
  /** Threads that have not ended: ended ones have no number. */
  const left = () => started.filter(({ threadId }) => threadId !== -1);

  it("wait for the next call of the same package, and give it the same results", async () => {
    const pkg = await ownPackage();
    const options = { parallel: 2, seed: 3 } as const;
    const [first, second] = [
      await crossvalidateModel(pkg, points(200), options),
      await crossvalidateModel(pkg, points(200), options),
    ];
    expect(left()).toHaveLength(2);
    expect(started).toHaveLength(2);
    expect(second.summary).toEqual(first.summary);
    await crossvalidateModel(await ownPackage(), points(200), options);
    expect(started).toHaveLength(4);
  });

  it("are each call's own where two run at once, and only one pair stays", async () => {
    const pkg = await ownPackage();
    const [one, other] = await Promise.all([
      crossvalidateModel(pkg, points(200), { parallel: 2, seed: 3 }),
      crossvalidateModel(pkg, points(200), { parallel: 2, seed: 4 }),
    ]);
    expect(started).toHaveLength(4);
    expect(left()).toHaveLength(2);
    const serial = await crossvalidateModel(pkg, points(200), { parallel: false, seed: 4 });
    expect(other.summary).toEqual(serial.summary);
    expect(one.summary).not.toEqual(serial.summary);
  });

  it("are gone after a fold that fails", async () => {
    const bad = labeledSamplesOf<Point, Side>([...points(60), { id: "bad", data: { x: -999 }, label: "low" }]);
    await expect(crossvalidateModel(await ownPackage(), bad, { parallel: 2 })).rejects.toThrow("x is -999");
    expect(started).toHaveLength(2);
    expect(left()).toEqual([]);
  });

  it.each(["started", "folds", "metric", "fold"])("are gone after an abort at the event %s", async (kind) => {
    const abort = new AbortController();
    const onProgress = (event: ProgressEvent) => event.kind === kind && abort.abort(new Error("enough"));
    const running = crossvalidateModel(await ownPackage(), points(500), {
      folds: 20,
      parallel: 2,
      signal: abort.signal,
      onProgress,
    });
    await expect(running).rejects.toMatchObject({ code: "run/aborted", details: { reason: "enough" } });
    expect(left()).toEqual([]);
  });

  it("are gone where the samples cannot be split", async () => {
    await expect(crossvalidateModel(await ownPackage(), points(3), { parallel: 2 })).rejects.toMatchObject({
      code: "split/too-few",
    });
    expect(left()).toEqual([]);
  });

  it("that end early are named with what they ended with, and none is left", async () => {
    const deadly = labeledSamplesOf<Point, Side>([...points(60), { id: "bad", data: { x: -998 }, label: "low" }]);
    await expect(crossvalidateModel(await ownPackage(), deadly, { parallel: 2 })).rejects.toMatchObject({
      code: "app/thread-ended",
      details: { model: "threshold", reason: "it ended with exit code 7" },
    });
    expect(left()).toEqual([]);
  });

  it("that wait do not keep a process from ending", async () => {
    const script = `
      const { crossvalidateModel } = await import("@tandem/app");
      const { labeledSamplesOf } = await import("@tandem/core");
      const { threshold } = await import(${JSON.stringify(fixture)});
      const samples = labeledSamplesOf(Array.from({ length: 60 }, (_, i) =>
        ({ id: "p" + i, data: { x: i }, label: i % 3 ? "low" : "high" })));
      const { folds } = await crossvalidateModel(threshold, samples, { parallel: 2 });
      const done = performance.now();
      process.on("exit", () => console.log(folds.length, performance.now() - done < 20_000)); // threads would wait longer`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
    });
    expect(stdout.trim()).toBe("5 true");
  });
});
