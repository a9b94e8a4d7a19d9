import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { fileSink } from "@tandem/app";
import { describe, expect, it } from "vitest";
import { failing, fresh, journal, out, run, whole } from "../fixtures/batch-run.ts";
import { points } from "../fixtures/points.ts";

describe("predictInto over an unfinished run", () => {
  const unfinished = async () => {
    await expect(run(failing(fileSink(out("csv"), "csv"), 3, true), fresh, { restart: true })).rejects.toThrow();
  };
  it.each([
    ["of another source", { source: "others" }, "app/journal-differs", 'source was "points" and is now "others"'],
    ["in other batches", { batchRows: 11 }, "app/journal-differs", "batchRows was 10 and is now 11"],
    ["in another format", { sink: fileSink(out("csv"), "ndjson") }, "app/journal-differs", "format"],
    ["to another file", { sink: fileSink(out("ndjson"), "csv") }, "app/journal-differs", "file was"],
  ] as const)("refuses one %s", async (_, more, code, message) => {
    await unfinished();
    await expect(run(fileSink(out("csv"), "csv"), fresh, more)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
    expect(await run(fileSink(out("csv"), "csv"))).toEqual({ samples: 95, resumed: 30, leftOut: 0 });
  });

  it("refuses other samples, and starts anew where it is told to", async () => {
    await unfinished();
    const expected = await whole("csv");
    for (const other of [
      points(95, 10),
      fresh.select([...Array(25).keys()]),
      fresh.select([...Array(95).keys()].reverse()),
    ])
      await expect(run(fileSink(out("csv"), "csv"), other)).rejects.toMatchObject({ code: "app/source-changed" });
    expect(await run(fileSink(out("csv"), "csv"), fresh, { restart: true })).toEqual({
      samples: 95,
      resumed: 0,
      leftOut: 0,
    });
    expect(readFileSync(out("csv"), "utf8")).toBe(expected);
  });

  it("refuses a file that is not as it was", async () => {
    const part = `${out("csv")}.part`;
    const spoils = [
      () => rmSync(part),
      () => truncateSync(part, 20),
      () => writeFileSync(part, readFileSync(part, "utf8").replace("high", "nigh")),
    ];
    for (const spoil of spoils) {
      await unfinished();
      spoil();
      await expect(run(fileSink(out("csv"), "csv"))).rejects.toMatchObject({ code: "app/output-changed" });
    }
    writeFileSync(journal, "no journal\n");
    await expect(run(fileSink(out("csv"), "csv"))).rejects.toMatchObject({ code: "app/journal-differs" });
    await run(fileSink(out("csv"), "csv"), fresh, { restart: true });
  });

  it("lets only one process at it; a lock of a dead one is taken over", async () => {
    const lock = `${journal}.lock`;
    writeFileSync(lock, JSON.stringify({ host: hostname(), pid: process.ppid }));
    await expect(run(fileSink(out("csv"), "csv"))).rejects.toMatchObject({ code: "app/already-running" });
    writeFileSync(lock, JSON.stringify({ host: "elsewhere", pid: 1 }));
    await expect(run(fileSink(out("csv"), "csv"))).rejects.toMatchObject({ code: "app/already-running" });
    writeFileSync(lock, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1 }));
    expect(await run(fileSink(out("csv"), "csv"))).toEqual({ samples: 95, resumed: 0, leftOut: 0 });
  });
});
