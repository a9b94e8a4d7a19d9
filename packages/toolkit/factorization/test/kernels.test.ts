import { fileURLToPath } from "node:url";
import { newRun, randomSequence, type SparseMatrix } from "@tandem/core";
import { fitImplicit, implicitLoss, type Factorization } from "@tandem/toolkit-factorization";
import { expect, it } from "vitest";
import { wasmKernels } from "../src/kernels/wasm.ts";

it("ships the kernels that assembly/ compiles to", async () => {
  const script = new URL("../../../../scripts/kernels/build.mjs", import.meta.url).href;
  const { staleKernels } = (await import(/* @vite-ignore */ script)) as {
    staleKernels(folder: string): Promise<{ target: string }[]>;
  };
  expect(
    (await staleKernels(fileURLToPath(new URL("..", import.meta.url)))).map(({ target }) => target),
    "run npm run build -w @tandem/toolkit-factorization",
  ).toEqual([]);
});

it("runs WebAssembly here, so that what follows compares two things, in memory that has addresses", () => {
  expect(wasmKernels(1000)).toBeDefined();
  expect(wasmKernels(2 ** 33)).toBeUndefined();
});

/** Users with none to all of the items, more users than are handed over at a time. */
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
