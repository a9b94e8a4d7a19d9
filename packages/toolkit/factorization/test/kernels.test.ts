import { newRun, randomSequence, type SparseMatrix } from "@tandem/core";
import { fitImplicit, implicitLoss, type Factorization } from "@tandem/toolkit-factorization";
import { afterEach, expect, it, vi } from "vitest";

/** The types of node say nothing of it. */
const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: { Memory(): void } };

afterEach(() => void vi.restoreAllMocks());

/** Users with none to all of the items. */
function ratingsOf(rows: number, columns: number): SparseMatrix {
  const random = randomSequence(rows);
  const lists = Array.from({ length: rows }, () => {
    const share = random() ** 2;
    return Array.from({ length: columns }, (_, item) => item).filter(() => random() < share);
  });
  const offsets = new Int32Array(rows + 1);
  lists.forEach((list, row) => (offsets[row + 1] = offsets[row]! + list.length));
  const indices = Int32Array.from(lists.flat());
  return { rows, columns, offsets, indices, values: Float64Array.from(indices, () => Math.ceil(5 * random())) };
}

it.each([
  [40, 30, 1],
  [50, 70, 7],
  [60, 20, 16],
  [9000, 25, 12],
])("%i users, %i items, %i factors: both kernels learn the same", (users, items, factors) => {
  const ratings = ratingsOf(users, items);
  const fit = (kernels: "wasm" | "plain") =>
    fitImplicit(ratings, { factors, iterations: 4, weight: 2, kernels }, newRun({ seed: 2 }));
  const [wasm, plain] = [fit("wasm"), fit("plain")];
  for (const part of ["users", "items"] as const) {
    const size = Math.max(...plain[part].map(Math.abs));
    const furthest = plain[part].reduce((most, value, i) => Math.max(most, Math.abs(value - wasm[part][i]!)), 0);
    expect(furthest).toBeLessThan(2e-4 * size);
  }
  expect(Math.abs(implicitLoss(wasm, ratings) / implicitLoss(plain, ratings) - 1)).toBeLessThan(2e-5);
  const unrated = ratings.offsets.findIndex((offset, row) => offset === ratings.offsets[row + 1]);
  if (unrated >= 0) expect(wasm.users.subarray(unrated * factors, (unrated + 1) * factors).some(Boolean)).toBe(false);
});

it.each([1, 7, 16, 40])("learns the same to the bit on any number of threads, %i factors", (factors) => {
  const ratings = ratingsOf(700, 90);
  const fit = (threads?: number) =>
    fitImplicit(ratings, { factors, iterations: 3, ...(threads ? { threads } : {}) }, newRun({ seed: 5 }));
  const alone = fit(1);
  for (const threads of [undefined, 2, 3, 8]) expect(fit(threads)).toEqual(alone);
});

it("runs WebAssembly here, and plain TypeScript where there is no memory to share", () => {
  const ratings = ratingsOf(30, 20);
  const fit = (kernels: "wasm" | "plain") =>
    fitImplicit(ratings, { factors: 5, iterations: 2, threads: 2, kernels }, newRun({ seed: 1 }));
  const plain = fit("plain");
  expect(fit("wasm")).not.toEqual(plain);
  const memory = vi.spyOn(wasm, "Memory").mockImplementation(function () {
    throw new RangeError("no room");
  });
  expect(fit("wasm")).toEqual(plain);
  expect(memory).toHaveBeenCalled();
});

it.each(["wasm", "plain"] as const)("takes ratings that begin in the middle of the arrays, %s kernels", (kernels) => {
  const ratings = ratingsOf(30, 20);
  const fit = (given: SparseMatrix) => fitImplicit(given, { factors: 4, iterations: 2, kernels }, newRun({ seed: 3 }));
  const behind = {
    ...ratings,
    offsets: ratings.offsets.map((offset) => offset + 2),
    indices: Int32Array.from([19, 19, ...ratings.indices]),
    values: Float64Array.from([9, 9, ...ratings.values]),
  };
  expect(fit(behind)).toEqual(fit(ratings));
});

it("tells each round, and ends between two of them when it is aborted; the threads serve the next fit", () => {
  const ratings = ratingsOf(300, 40);
  const stop = new AbortController();
  const rounds: number[] = [];
  const onProgress = (round: number) => {
    rounds.push(round);
    if (round === 2) stop.abort(new Error("enough"));
  };
  const options = { factors: 8, iterations: 5, threads: 3 };
  const run = newRun({ seed: 1, signal: stop.signal, onProgress });
  expect(() => fitImplicit(ratings, options, run)).toThrow("enough");
  expect(rounds).toEqual([1, 2]);
  const fit = (threads: number) => fitImplicit(ratings, { ...options, threads }, newRun({ seed: 2 }));
  expect(fit(3)).toEqual(fit(1));
});

it("reckons the loss that its definition says", () => {
  const ratings = ratingsOf(20, 15);
  const learned = fitImplicit(ratings, { factors: 3, weight: 2, iterations: 2 });
  expect(implicitLoss(learned, ratings)).toBeCloseTo(lossPairByPair(learned, ratings), 10);
});

function lossPairByPair({ users, items, width, weight, regularization }: Factorization, ratings: SparseMatrix): number {
  let sum = 0;
  for (let user = 0; user < ratings.rows; user++)
    for (let item = 0; item < ratings.columns; item++) {
      let score = 0;
      for (let i = 0; i < width; i++) score += users[user * width + i]! * items[item * width + i]!;
      const at = ratings.indices.subarray(0, ratings.offsets[user + 1]).indexOf(item, ratings.offsets[user]);
      sum += at < 0 ? score ** 2 : (1 + weight * ratings.values[at]!) * (1 - score) ** 2;
    }
  for (const value of [...users, ...items]) sum += regularization * value ** 2;
  return sum / (ratings.rows * ratings.columns);
}
