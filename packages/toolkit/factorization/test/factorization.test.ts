import { newRun, randomSequence, type SparseMatrix } from "@tandem/core";
import { testCodec } from "@tandem/testkit";
import { expect, it } from "vitest";
import { factorsCodec, fitImplicit, implicitLoss, recommend } from "@tandem/toolkit-factorization";
import fixture from "./fixtures/als.json" with { type: "json" };

const ratings: SparseMatrix = {
  rows: 30,
  columns: 20,
  offsets: Int32Array.from(fixture.offsets),
  indices: Int32Array.from(fixture.indices),
  values: Float64Array.from(fixture.values),
};
const { width: factors, weight } = fixture;
const start = { users: Float32Array.from(fixture.start.users), items: Float32Array.from(fixture.start.items) };

it.each(["wasm", "plain"] as const)("learns the factors that implicit learns, %s kernels", (kernels) => {
  const options = { factors, weight, regularization: 0.05, iterations: 6, kernels };
  const found = fitImplicit(ratings, options, newRun(), start);
  for (const part of ["users", "items"] as const)
    expect(Math.max(...fixture[part].map((value, i) => Math.abs(value - found[part][i]!)))).toBeLessThan(1e-4);
});

it("lowers the loss round by round, alike for equal seeds", () => {
  const fit = (iterations: number) => fitImplicit(ratings, { factors, iterations }, newRun({ seed: 4 }));
  const losses = [1, 2, 4, 8].map((iterations) => implicitLoss(fit(iterations), ratings));
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  expect(fit(3)).toEqual(fit(3));
});

it("recommends what others of the same taste have, and nothing that is there already", () => {
  const random = randomSequence(1);
  const rows = Array.from({ length: 60 }, (_, user) =>
    Array.from({ length: 20 }, (_, item) => item).filter((item) => item % 2 === user % 2 && random() < 0.6),
  );
  const offsets = Int32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]);
  const indices = Int32Array.from(rows.flat());
  const matrix = { rows: 60, columns: 20, offsets, indices, values: new Float64Array(indices.length).fill(1) };
  const learned = fitImplicit(matrix, { factors: 2, weight: 10 }, newRun());
  recommend(learned, matrix, 3).items.forEach((items, user) => {
    const open = 10 - rows[user]!.length;
    for (const item of items.subarray(0, open)) expect(item % 2).toBe(user % 2);
    expect([...items].filter((item) => rows[user]!.includes(item))).toEqual([]);
  });
});

it("ranks as sorting all scores does, equal ones by their number", () => {
  const random = randomSequence(9);
  const items = Float32Array.from({ length: 50 * 2 }, (_, i) => (i % 2 ? 0 : Math.floor(8 * random())));
  const learned = { items, width: 2, weight: 1, regularization: 0.1 };
  const one = {
    rows: 1,
    columns: 50,
    offsets: Int32Array.of(0, 2),
    indices: Int32Array.of(3, 8),
    values: Float64Array.of(1, 2),
  };
  const all = Array.from(
    items.filter((_, i) => i % 2 === 0),
    (level, item) => ({ level, item }),
  );
  const expected = all
    .filter(({ item }) => item !== 3 && item !== 8)
    .sort((a, b) => b.level - a.level || a.item - b.item);
  for (const count of [0, 1, 7, 48, 60]) {
    const { items: found, scores } = recommend(learned, one, count);
    expect([...found[0]!]).toEqual(expected.slice(0, count).map(({ item }) => item));
    expect(scores[0]).toHaveLength(Math.min(count, 48));
  }
});

it("refuses ratings and options that make no sense", () => {
  const bad = (code: string) => expect.objectContaining({ code }) as Error;
  expect(() => fitImplicit(ratings, { factors: 0 })).toThrow(bad("factorization/bad-option"));
  for (const wrong of [{ weight: NaN }, { threads: 0 }, { threads: 1.5 }, { threads: 1000 }])
    expect(() => fitImplicit(ratings, wrong)).toThrow(bad("factorization/bad-option"));
  for (const values of [ratings.values.map(() => -1), ratings.values.map(() => NaN)])
    expect(() => fitImplicit({ ...ratings, values })).toThrow(bad("factorization/bad-ratings"));
  expect(() => fitImplicit({ ...ratings, columns: 3 })).toThrow(bad("factorization/bad-ratings"));
  const offsets = ratings.offsets.with(3, 0);
  expect(() => fitImplicit({ ...ratings, offsets })).toThrow("offsets 2 and 3 are");
  expect(() => fitImplicit(ratings, { factors: 4 }, newRun(), start)).toThrow("for 30 users of 4 each");
});

const { users: _, ...learned } = fitImplicit(ratings, { factors, iterations: 2 });
testCodec("factors", factorsCodec, [learned]);
