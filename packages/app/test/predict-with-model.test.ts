import { describe, expect, it } from "vitest";
import { memoryStore, type Samples } from "@tandem/core";
import { createModel, newestVersion, predictWithModel, type ProgressEvent } from "@tandem/app";
import { points } from "./fixtures/points.ts";
import { relative, threshold, type Point } from "./fixtures/threshold.mjs";

async function saved() {
  const store = memoryStore();
  const { version } = await createModel(threshold, points(100), { store });
  return { store, version };
}

async function* batchesOf(samples: Samples<Point>, size: number, taken: number[] = []) {
  for (let start = 0; start < samples.length; start += size) {
    taken.push(start);
    yield samples.select(Array.from({ length: Math.min(size, samples.length - start) }, (_, i) => start + i));
  }
}

describe("predictWithModel", () => {
  it("streams the predictions that one batch gives, in order", async () => {
    const options = await saved();
    const fresh = points(257, 9);
    const whole = [...(await predictWithModel(threshold, fresh, options))];
    const streamed = [];
    for await (const predictions of predictWithModel(threshold, batchesOf(fresh, 50), options))
      streamed.push(...predictions);
    expect(streamed).toEqual(whole);
    expect(whole.map(({ id }) => id)).toEqual(fresh.ids);
  });

  it("asks for a batch only when the one before has been taken", async () => {
    const options = await saved();
    const taken: number[] = [];
    const reader = predictWithModel(threshold, batchesOf(points(100), 10, taken), options);
    await reader.next();
    expect(taken).toEqual([0]);
    await reader.next();
    expect(taken).toEqual([0, 10]);
    await reader.return();
    expect(taken).toEqual([0, 10]);
  });

  it("gives no predictions for no samples", async () => {
    const options = await saved();
    expect((await predictWithModel(threshold, points(0), options)).length).toBe(0);
    for await (const _ of predictWithModel(threshold, batchesOf(points(0), 10), options))
      expect.fail("there is no batch");
  });

  it("tells how far it is", async () => {
    const options = await saved();
    const events: ProgressEvent[] = [];
    for await (const _ of predictWithModel(threshold, batchesOf(points(25), 10), {
      ...options,
      onProgress: (event) => events.push(event),
    }));
    expect(events.flatMap((event) => (event.kind === "predicted" ? [event.samples] : []))).toEqual([10, 20, 25]);
    expect(events.at(-1)).toMatchObject({ kind: "finished", flow: "predict" });
  });

  it("says which versions there are", async () => {
    const { store, version } = await saved();
    await expect(predictWithModel(threshold, points(3), { store, version: "0000" })).rejects.toMatchObject({
      code: "app/unknown-version",
      details: { version: "0000", known: [version] },
    });
    await expect(predictWithModel(threshold, points(3), { store, version: "../../etc" })).rejects.toMatchObject({
      code: "app/unknown-version",
    });
    await expect(predictWithModel(threshold, points(3), { store: memoryStore(), version })).rejects.toMatchObject({
      code: "app/no-version",
    });
    await expect(newestVersion(memoryStore(), threshold)).rejects.toMatchObject({ code: "app/no-version" });
  });

  it("refuses to stream where rows depend on each other", async () => {
    const store = memoryStore();
    const { version } = await createModel(relative, points(50), { store });
    await expect(predictWithModel(relative, batchesOf(points(20), 5), { store, version }).next()).rejects.toMatchObject(
      { code: "app/needs-all-rows" },
    );
    expect((await predictWithModel(relative, points(20), { store, version })).length).toBe(20);
  });

  it("stops when aborted, between batches too", async () => {
    const options = await saved();
    const abort = new AbortController();
    const reader = predictWithModel(threshold, batchesOf(points(100), 10), { ...options, signal: abort.signal });
    await reader.next();
    abort.abort(new Error("enough"));
    await expect(reader.next()).rejects.toMatchObject({ code: "run/aborted" });
    await expect(predictWithModel(threshold, points(3), { ...options, signal: abort.signal })).rejects.toMatchObject({
      code: "run/aborted",
    });
  });

  it("hands on what the batches throw", async () => {
    const options = await saved();
    async function* failing() {
      yield points(2);
      throw new Error("the disk is gone");
    }
    const reader = predictWithModel(threshold, failing(), options);
    await reader.next();
    await expect(reader.next()).rejects.toThrow("the disk is gone");
  });
});
