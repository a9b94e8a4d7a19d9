import { randomSequence, type DenseMatrix, type TandemError } from "@tandem/core";
import { describe, expect, it } from "vitest";
import { denseOf, distances, fromMatrix, multiply, toMatrix } from "../src/index.ts";
import { expectNear } from "./reference.ts";

const random = randomSequence(5);
const matrixOf = (rows: number, columns: number): DenseMatrix => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, () => random() - 0.3),
});

describe.each(["wasm", "plain"] as const)("%s kernels", (kernels) => {
  it.each([
    [1, 1, 1],
    [3, 5, 2],
    [4, 4, 4],
    [37, 300, 19],
    [200, 7, 30],
    [2, 0, 3],
  ])("multiply %i x %i with as many x %i", (rows, length, columns) => {
    const [left, right] = [matrixOf(rows, length), matrixOf(length, columns)];
    const found = multiply(left, right, { kernels });
    const expected =
      length > 0 ? fromMatrix(toMatrix(left).mmul(toMatrix(right))).data : new Float64Array(rows * columns);
    expect([found.rows, found.columns]).toEqual([rows, columns]);
    expectNear(found.data, expected, 1e-13);
  });
  it("measure distances, of near rows far from zero as well", () => {
    const points = denseOf([
      [0, 0],
      [3, 4],
      [1e9, 1e9],
    ]);
    const others = denseOf([
      [0, 0],
      [0, 4],
      [3, 0],
      [1e9 + 3, 1e9 + 4],
      [-3, -4],
    ]);
    const { rows, columns, data } = distances(points, others, { kernels });
    expect([rows, columns]).toEqual([3, 5]);
    expect([...data.subarray(0, 3), data[4]]).toEqual([0, 4, 3, 5]);
    expect([data[5], data[6], data[7], data[9]]).toEqual([5, 3, 4, 10]);
    expect(data[13]).toBe(5);
  });
  it("measure the distances of many rows by their definition", () => {
    const [from, to] = [matrixOf(61, 11), matrixOf(14, 11)];
    const expected = Array.from({ length: 61 * 14 }, (_, i) =>
      Math.hypot(
        ...from.data
          .subarray(Math.floor(i / 14) * 11)
          .subarray(0, 11)
          .map((value, k) => value - to.data[(i % 14) * 11 + k]!),
      ),
    );
    expectNear(distances(from, to, { kernels }).data, expected, 1e-14);
  });
});

it("keeps the right side's names and refuses sizes that disagree", () => {
  const named = { ...matrixOf(2, 2), names: ["a", "b"] };
  expect(multiply(matrixOf(3, 2), named).names).toEqual(["a", "b"]);
  for (const act of [
    () => multiply(matrixOf(2, 3), matrixOf(2, 3)),
    () => distances(matrixOf(2, 3), matrixOf(3, 2)),
    () => multiply({ ...matrixOf(2, 3), rows: 4 }, matrixOf(3, 2)),
  ])
    expect(act).toThrow(expect.objectContaining({ code: "matrix/malformed" }) as TandemError);
});
