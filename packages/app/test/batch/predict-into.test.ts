import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { fileSink, predictInto, predictWithModel, type ProgressEvent } from "@tandem/app";
import { describe, expect, it } from "vitest";
import {
  failing,
  folder,
  fresh,
  journal,
  options,
  out,
  run,
  sourceOf,
  store,
  version,
  whole,
} from "../fixtures/batch-run.ts";
import { relative, threshold } from "../fixtures/threshold.mjs";

describe("predictInto", () => {
  it("writes the predictions that one batch gives, and leaves nothing beside them", async () => {
    const told: ProgressEvent[] = [];
    const result = await run(fileSink(out("ndjson"), "ndjson"), fresh, { onProgress: (event) => told.push(event) });
    expect(result).toEqual({ samples: 95, resumed: 0, leftOut: 0 });
    const lines = readFileSync(out("ndjson"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      ...(await predictWithModel(threshold, fresh, { store, version })),
    ]);
    expect(readdirSync(folder)).toEqual(["out.ndjson"]);
    expect(told.flatMap((event) => (event.kind === "predicted" ? [event.samples] : [])).at(-1)).toBe(95);
  });

  it("makes the folders of the file and of the journal", async () => {
    const sink = fileSink(join(folder, "deep/er/out.csv"), "csv");
    await run(sink, fresh, { journal: join(folder, "deep/other/journal") });
    expect(readdirSync(join(folder, "deep"), { recursive: true }).sort()).toEqual(["er", "er/out.csv", "other"]);
    rmSync(join(folder, "deep"), { recursive: true });
  });

  it("writes CSV with a column for each class", async () => {
    const [head, first] = (await whole("csv")).split("\n");
    const [{ id, label, probability, probabilities }] = [
      ...(await predictWithModel(threshold, fresh, { store, version })),
    ] as [never];
    expect(head).toBe("id,label,probability,probabilities.high,probabilities.low");
    expect(first).toBe([id, label, probability, ...(probabilities as number[])].join(","));
  });

  it("writes the CSV header of an empty source, whether it gives no batch or an empty one", async () => {
    const [head] = (await whole("csv")).split("\n");
    expect(await run(fileSink(out("csv"), "csv"), fresh.select([]))).toEqual({ samples: 0, resumed: 0, leftOut: 0 });
    expect(readFileSync(out("csv"), "utf8")).toBe(`${head}\n`);
    const empty = {
      async *batches() {
        yield fresh.select([]);
        yield fresh.select([0]);
      },
    };
    await predictInto(threshold, empty, options(fileSink(out("csv"), "csv")));
    const lines = readFileSync(out("csv"), "utf8").trimEnd().split("\n");
    expect(lines).toEqual([head, expect.stringMatching(/^p0,/)]);
    const nothing = fileSink(out("csv"), "csv");
    await expect(
      run({ ...nothing, finish: () => Promise.reject(new Error("died")) }, fresh.select([])),
    ).rejects.toThrow("died");
    expect(await run(fileSink(out("csv"), "csv"), fresh.select([]))).toEqual({ samples: 0, resumed: 0, leftOut: 0 });
    expect(readFileSync(out("csv"), "utf8")).toBe(`${head}\n`);
  });

  it.each(["csv", "ndjson"] as const)("goes on after a failure at any batch, in %s", async (format) => {
    const expected = await whole(format);
    for (let batches = 1; batches < 10; batches++)
      for (const written of [false, true]) {
        const sink = fileSink(out(format), format);
        await expect(run(failing(sink, batches, written))).rejects.toThrow("out of luck");
        const told: ProgressEvent[] = [];
        const result = await run(fileSink(out(format), format), fresh, { onProgress: (event) => told.push(event) });
        expect(result).toEqual({ samples: 95, resumed: batches * 10, leftOut: 0 });
        expect(told.find(({ kind }) => kind === "resumed")).toMatchObject({ samples: batches * 10 });
        expect(told.find(({ kind }) => kind === "predicted")).toMatchObject({
          samples: Math.min(95, batches * 10 + 10),
        });
        expect(readFileSync(out(format), "utf8")).toBe(expected);
      }
  });

  it("goes on from a journal cut anywhere, whatever follows the committed part of the file", async () => {
    const expected = await whole("csv");
    const [part, copies] = [`${out("csv")}.part`, [`${folder}/j`, `${folder}/p`] as const];
    await expect(run(failing(fileSink(out("csv"), "csv"), 4, true))).rejects.toThrow();
    copyFileSync(journal, copies[0]);
    copyFileSync(part, copies[1]);
    const bytes = readFileSync(journal).length;
    for (let cut = 0; cut <= bytes; cut += 31) {
      copyFileSync(copies[0], journal);
      copyFileSync(copies[1], part);
      truncateSync(journal, cut);
      appendFileSync(part, "half a li");
      await run(fileSink(out("csv"), "csv"));
      expect(readFileSync(out("csv"), "utf8")).toBe(expected);
    }
    for (const copy of copies) rmSync(copy);
  });

  it("finishes a run that died when all was written", async () => {
    const expected = await whole("csv");
    const sink = fileSink(out("csv"), "csv");
    await expect(run({ ...sink, finish: () => Promise.reject(new Error("died")) })).rejects.toThrow("died");
    expect(await run(fileSink(out("csv"), "csv"))).toEqual({ samples: 95, resumed: 95, leftOut: 0 });
    expect(readFileSync(out("csv"), "utf8")).toBe(expected);
    const renamed = fileSink(out("csv"), "csv");
    const finish = async () => {
      await renamed.finish();
      throw new Error("died");
    };
    await expect(run({ ...renamed, finish })).rejects.toThrow("died");
    await run(fileSink(out("csv"), "csv"));
    expect(readFileSync(out("csv"), "utf8")).toBe(expected);
  });

  it("says how many rows the source left out", async () => {
    const events: ProgressEvent[] = [];
    const given = options(fileSink(out("csv"), "csv"), { onProgress: (event) => events.push(event) });
    const result = await predictInto(threshold, sourceOf(fresh, 3), given);
    expect(result).toEqual({ samples: 95, resumed: 0, leftOut: 3 });
    expect(events).toContainEqual({ kind: "left-out", model: "threshold", rows: 3 });
  });

  it("leaves nothing where nothing was predicted", async () => {
    rmSync(out("csv"), { force: true });
    await expect(run(failing(fileSink(out("csv"), "csv"), 0, true))).rejects.toThrow();
    expect(readdirSync(folder).filter((file) => file.startsWith("out.csv") || file.includes("journal"))).toEqual([]);
    await expect(predictInto(relative, sourceOf(fresh), options(fileSink(out("csv"), "csv")))).rejects.toMatchObject({
      code: "app/needs-all-rows",
    });
  });
});

it("a file that stands in the way is said as it is, not as an unfinished run", async () => {
  const taken = join(folder, "taken.csv");
  mkdirSync(taken);
  await expect(run(fileSink(taken, "csv"), fresh, { journal: `${taken}.journal` })).rejects.toMatchObject({
    code: "EISDIR",
  });
});
