import { samplesOf } from "@tandem/core";
import { expect, it } from "vitest";
import { encode, learnEncoding } from "../src/index.ts";

it("encodes many rows, which are written in parts, as it encodes each alone", () => {
  const rows = 20_001; // of 7 columns: more than are written at once, and no multiple of that
  const samples = samplesOf(
    Array.from({ length: rows }, (_, i) => ({
      id: `${i}`,
      data: { x: i % 7 === 0 ? null : Math.sin(i), y: i, plan: "abc"[i % 3]!, since: new Date(i * 1e9) },
    })),
  );
  const encoding = learnEncoding(samples, {
    scale: [{ fields: ["x"], indicator: true }],
    passthrough: ["y"],
    oneHot: ["plan"],
    dates: [{ fields: ["since"], parts: ["year"] }],
  });
  const { data, columns } = encode(samples, encoding);
  const apart = Array.from({ length: rows }, (_, row) => [...encode(samples.select([row]), encoding).data]);
  expect(columns).toBe(7);
  expect([...data]).toEqual(apart.flat());
});
