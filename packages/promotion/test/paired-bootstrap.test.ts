import { randomSequence } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { isHeldOut, pairedBootstrap } from "@tandem/promotion";

const mean = (values: Float64Array) => (rows: Int32Array) =>
  rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
const options = { margin: 0, seed: 3, resamples: 1_000, confidence: 0.95 };

describe("pairedBootstrap", () => {
  it("bounds the mean difference as the normal approximation does", () => {
    const random = randomSequence(1);
    const values = Float64Array.from({ length: 400 }, () => random() - 0.4); // mean 0.1, deviation 1 / sqrt(12)
    const found = pairedBootstrap({ ...options, samples: 400, differenceOn: mean(values) });
    const observed = mean(values)(Int32Array.from(values.keys()));
    expect(found.difference).toBeCloseTo(observed, 12);
    const half = (1.6449 * Math.sqrt(1 / 12)) / Math.sqrt(400);
    expect(found.low).toBeCloseTo(observed - half, 2);
    expect(found.high).toBeCloseTo(observed + half, 2);
  });

  it("repeats itself with its seed", () => {
    const differenceOn = mean(Float64Array.from({ length: 50 }, (_, row) => Math.sin(row)));
    const once = pairedBootstrap({ ...options, samples: 50, differenceOn });
    expect(pairedBootstrap({ ...options, samples: 50, differenceOn })).toEqual(once);
    expect(pairedBootstrap({ ...options, seed: 4, samples: 50, differenceOn }).low).not.toBe(once.low);
  });

  it("passes equal models about as often as its confidence allows", () => {
    const random = randomSequence(9);
    let passed = 0;
    for (let trial = 0; trial < 300; trial++) {
      const values = Float64Array.from({ length: 60 }, () => random() - 0.5);
      if (pairedBootstrap({ ...options, seed: trial, resamples: 200, samples: 60, differenceOn: mean(values) }).low > 0)
        passed++;
    }
    expect(passed).toBeGreaterThan(3);
    expect(passed).toBeLessThan(33);
  });
});

describe("isHeldOut", () => {
  it("takes the share it is told, always the same, each within the next larger", () => {
    const ids = Array.from({ length: 5_000 }, (_, row) => `row ${row}`);
    const held = (fraction: number) => ids.filter((id) => isHeldOut(id, fraction));
    expect(held(0.2).length / ids.length).toBeCloseTo(0.2, 1);
    expect(held(0.2)).toEqual(held(0.2));
    expect(held(0.3)).toEqual(expect.arrayContaining(held(0.2)));
    expect(held(0)).toEqual([]);
  });
});
