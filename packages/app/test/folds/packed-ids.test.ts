import { expect, it } from "vitest";
import { crossvalidateModel } from "@tandem/app";
import { labeledSamplesOf } from "@tandem/core";
import { packIds, unpackIds } from "../../src/folds/packed-ids.ts";
import { points } from "../fixtures/points.ts";
import { named, type Point, type Side } from "../fixtures/threshold.mjs";

it.each([[[]], [["a"]], [["", "b\nc", "", "ç😀", "\ud800", "\udc00", "0"]]])(
  "ids %j are the same after packing and sending",
  (ids) => {
    expect(unpackIds(structuredClone(packIds(ids)))).toEqual(ids);
  },
);

it("a model that reads ids finds those of its rows in a worker thread, and predictions are under theirs", async () => {
  const samples = labeledSamplesOf<Point, Side>(
    Array.from(points(120), (sample, row) => ({ ...sample, id: `${"ç\n".repeat(row % 5)}${row}` })),
  );
  const told = async (parallel: number) =>
    (await crossvalidateModel(named, samples, { parallel, seed: 3 })).folds.map(({ predictions }) => [...predictions]);
  const [serial, parallel] = [await told(1), await told(2)];
  expect(parallel).toEqual(serial);
  expect(new Set(serial.flat().map(({ id }) => id))).toEqual(new Set(samples.ids));
  expect(new Set(serial.flat().map(({ probability }) => probability)).size).toBeGreaterThan(20);
});
