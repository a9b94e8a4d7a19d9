import { type TandemError } from "@tandem/core";
import { testCodec } from "@tandem/testkit";
import { expect, it } from "vitest";
import {
  denseOf,
  joinColumns,
  linearCodec,
  logisticCodec,
  Matrix,
  matrixCodec,
  sparseOf,
  toDense,
  toMatrix,
  fromMatrix,
  toSparse,
} from "../src/index.ts";

testCodec("linear", linearCodec, [
  { coefficients: Float64Array.of(1, -2.5, 1e-300), intercept: 3 },
  { coefficients: new Float64Array(0), intercept: 0 },
]);
testCodec("logistic", logisticCodec<string>(), [
  { classes: ["no", "yes"], coefficients: Float64Array.of(1, 2), intercepts: Float64Array.of(0.5), columns: 2 },
  {
    classes: ["a", "b", "c"],
    coefficients: Float64Array.of(1, 2, 3),
    intercepts: Float64Array.of(0.5, 0, -0.5),
    columns: 1,
  },
]);

it("keeps an ml-matrix Matrix", async () => {
  const matrix = new Matrix([
    [1, 2],
    [3, 4.5],
  ]);
  const back = await matrixCodec.decode(await matrixCodec.encode(matrix));
  expect(back.to2DArray()).toEqual(matrix.to2DArray());
  expect(fromMatrix(toMatrix(denseOf([[1, 2, 3]]))).data).toEqual(Float64Array.of(1, 2, 3));
});

it("refuses bytes that are no estimator", () => {
  expect(() => linearCodec.decode({ json: null })).toThrow("weights.safetensors is missing");
  const encoded = logisticCodec<string>().encode({
    classes: ["a", "b"],
    coefficients: Float64Array.of(1),
    intercepts: Float64Array.of(1),
    columns: 1,
  });
  expect(() => logisticCodec().decode({ ...(encoded as object), json: { classes: ["a", "b", "c"] } })).toThrow(
    "disagree",
  );
});

it("turns dense into sparse and back, and joins columns by name", () => {
  const dense = denseOf(
    [
      [0, 1.5],
      [2, 0],
      [0, 0],
    ],
    ["a", "b"],
  );
  expect(toSparse(dense)).toMatchObject({
    offsets: Int32Array.of(0, 1, 2, 2),
    indices: Int32Array.of(1, 0),
    values: Float64Array.of(1.5, 2),
  });
  expect(toDense(toSparse(dense))).toEqual(dense);
  expect(joinColumns(dense, dense)).toMatchObject({
    columns: 4,
    names: ["a", "b", "a", "b"],
    data: Float64Array.of(0, 1.5, 0, 1.5, 2, 0, 2, 0, 0, 0, 0, 0),
  });
  expect(
    sparseOf(
      [
        [
          [1, 2],
          [0, 1],
          [1, 3],
        ],
        [],
      ],
      2,
    ),
  ).toMatchObject({ offsets: Int32Array.of(0, 2, 2), indices: Int32Array.of(0, 1), values: Float64Array.of(1, 5) });
  for (const act of [() => denseOf([[1], [1, 2]]), () => sparseOf([[[5, 1]]], 2)])
    expect(act).toThrow(expect.objectContaining({ code: "matrix/malformed" }) as TandemError);
});
