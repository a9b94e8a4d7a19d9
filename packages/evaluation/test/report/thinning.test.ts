import { expect, it } from "vitest";
import { sampledRows, thinned } from "../../src/report/thinning.ts";

it("keeps the ends and points all along the curve", () => {
  const x = Float64Array.from({ length: 5000 }, (_, i) => i / 4999);
  const y = x.map((value) => Math.sqrt(value));
  const kept = thinned(x, y, 100);
  expect(kept.length).toBe(100);
  expect([kept[0], kept.at(-1)]).toEqual([0, 4999]);
  expect(
    Math.max(...kept.slice(1).map((at, i) => Math.hypot(x[at]! - x[kept[i]!]!, y[at]! - y[kept[i]!]!))),
  ).toBeLessThan(0.04);
});
it("keeps short curves whole and copes with points in one place", () => {
  expect(thinned(Float64Array.of(0, 1), Float64Array.of(0, 1), 100)).toEqual([0, 1]);
  const kept = thinned(new Float64Array(500), new Float64Array(500), 50);
  expect([kept[0], kept.at(-1)]).toEqual([0, 499]);
});
it("samples rows once each, the same for a length", () => {
  const rows = sampledRows(10_000, 300);
  expect(new Set(rows).size).toBe(300);
  expect(rows).toEqual(sampledRows(10_000, 300));
  expect(sampledRows(5)).toEqual(Int32Array.of(0, 1, 2, 3, 4));
});
