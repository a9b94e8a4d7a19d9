import { describe, expect, it } from "vitest";
import {
  columnarSamples,
  digestSamples,
  labeledSamplesOf,
  samplesOf,
  sha256,
  utf8Bytes,
  type LabeledSampleTable,
} from "@tandem/core";

const table: LabeledSampleTable = {
  ids: ["a", "b\u2028", "ç😀"],
  columns: {
    n: { kind: "number", values: Float64Array.of(1.5, NaN, -0) },
    full: { kind: "number", values: Float64Array.of(1, 2, Infinity) },
    s: { kind: "string", codes: Int32Array.of(1, -1, 0), dictionary: ['x, "y"\n', "é😀\ud800"] },
    u: { kind: "boolean", values: Uint8Array.of(1, 255, 0) },
    d: { kind: "date", values: Float64Array.of(0, 864e5, NaN) },
    j: { kind: "json", values: [{ b: [1, null], a: "t" }, null, "plain"] },
    gone: { kind: "string", codes: Int32Array.of(-1, -1, -1), dictionary: ["unused"] },
  },
  labels: { kind: "string", codes: Int32Array.of(0, 1, 0), dictionary: ["no", "yes"] },
  weights: Float64Array.of(1, 2, 3),
  groups: ["g", "h", "g"],
};

/** Records of runs hold digests: what they were must stay what they are. */
describe("digests of samples", () => {
  it("are those that records hold", () => {
    const { labels: _labels, weights: _weights, groups: _groups, ...plain } = table;
    const all = columnarSamples(table);
    expect([all, columnarSamples(plain), all.select([2, 0]), samplesOf([])].map(digestSamples)).toEqual([
      "97ef52e89758f819f80a2f446422cccccad2db6858b734f5022ed6dc6d440971",
      "73cb7c28b8e62c599a18bb71f52b11e31eee34a8496a4466e52dad9528731e16",
      "f76e3ac67d10b1514bee8bb683dbea88233a687a07c54a1396f4ce08001e18aa",
      "9663476970961eb3c51df9b0493ed913f5c50e3adb3cdc4727d45484cdafc950",
    ]);
  });

  it("are so for strings of more text than is written out at once", () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => ({
      id: `r${i}`,
      data: {
        few: ["red", "green", "blau\u00df"][i % 3],
        many: `name ${(i * 7919) % 40_000} é`,
        x: i % 11 === 0 ? null : i / 7,
      },
      label: i % 3 ? "low" : "high",
    }));
    const digest = "97b781d1d20d1e8aff7e160b09eb768a31c7299cc65092ec18ab07641d8eba13";
    expect(digestSamples(labeledSamplesOf(rows))).toBe(digest);
  });

  it.each([1, 63, 64, 65, 65_533, 65_534, 65_535, 65_536, 65_537, 200_000])(
    "are of the rows one after the other for texts of %d characters",
    (length) => {
      const dictionary = ["x".repeat(length), "s"];
      const codes = Int32Array.of(1, 0, 0, -1, 1, 0);
      const samples = columnarSamples({
        ids: ["0", "1", "2", "3", "4", "5"],
        columns: { text: { kind: "string", codes, dictionary } },
      });
      const rows = Array.from(codes, (code) => JSON.stringify(code < 0 ? null : dictionary[code]));
      const written = `ids\n["0","1","2","3","4","5"]\nfield text\nstring\n${JSON.stringify(rows)}\n`;
      expect(digestSamples(samples)).toBe(sha256(utf8Bytes(written)));
    },
  );

  it("tell nothing of how NaN is written in bits, nor take infinities for it", () => {
    const bits = new BigUint64Array([0x7ff8_0000_0000_0001n, 0xfff8_0000_0000_0000n, 0x7ff8_0000_0000_0000n]);
    const of = (values: Float64Array) =>
      digestSamples(columnarSamples({ ids: ["a", "b", "c"], columns: { n: { kind: "number", values } } }));
    expect(of(Float64Array.of(1, NaN, 3))).toBe(of(Float64Array.of(1, new Float64Array(bits.buffer)[1]!, 3)));
    const patterns = new Float64Array(bits.buffer);
    patterns[2] = 4;
    expect(of(patterns)).toBe(of(Float64Array.of(NaN, NaN, 4)));
    const infinite = new Set(
      [
        [1, 2],
        [Infinity, -Infinity],
        [-Infinity, Infinity],
        [NaN, NaN],
      ].map(([a, b]) => of(Float64Array.of(a!, b!, 4))),
    );
    expect(infinite.size).toBe(4);
  });
});
