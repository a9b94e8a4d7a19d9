import fc from "fast-check";
import { expect, it } from "vitest";
import { randomSequence } from "@tandem/core";
import { rocAuc } from "@tandem/evaluation";
import { ascendingOrder, descendingOrder } from "../../src/metrics/order.ts";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

const expected = (values: Float64Array) => Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);

it("sorts stably, short or long, as a comparison sort does", () => {
  const random = randomSequence(3);
  for (const length of [0, 1, 7, 2047, 2048, 5000]) {
    const values = Float64Array.from({ length }, () =>
      random() < 0.3 ? 0 : (random() - 0.5) * 10 ** Math.floor(random() * 20 - 10),
    );
    expect([...ascendingOrder(values)]).toEqual(expected(values));
    expect([...descendingOrder(values)]).toEqual(expected(values.map((value) => -value)));
  }
});

it("sorts all finite doubles", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 30 }), (few) => {
      const values = Float64Array.from({ length: 2100 }, (_, i) => few[i % Math.max(1, few.length)] ?? i);
      expect([...ascendingOrder(values)]).toEqual(
        Array.from(values.keys()).sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b)),
      );
    }),
    { numRuns: 60 },
  );
});

it("gives the same AUC as counting pairs", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 3 })), {
        minLength: 2,
        maxLength: 40,
      }),
      (rows) => {
        const [positives, negatives] = [true, false].map((side) =>
          rows.filter(([label, , weight]) => label === side && weight > 0),
        ) as [typeof rows, typeof rows];
        fc.pre(positives.length > 0 && negatives.length > 0);
        let [won, pairs] = [0, 0];
        for (const [, a, v] of positives)
          for (const [, b, w] of negatives) {
            won += v * w * (a > b ? 1 : a === b ? 0.5 : 0);
            pairs += v * w;
          }
        const weights = rows.map(([, , weight]) => weight);
        expect(
          rocAuc(
            rows.map(([label]) => label),
            rows.map(([, score]) => score),
            { weights },
          ),
        ).toBeCloseTo(won / pairs, 12);
      },
    ),
  );
});
