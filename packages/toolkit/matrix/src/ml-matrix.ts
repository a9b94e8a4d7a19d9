import { TandemError, decodeTensors, encodeTensors, type Codec, type DenseMatrix } from "@tandem/core";
import { Matrix } from "ml-matrix";

/** For small dense algebra: products, solves, decompositions. Loops over many rows belong on {@link DenseMatrix}. */
export {
  CholeskyDecomposition,
  determinant,
  EigenvalueDecomposition,
  inverse,
  LuDecomposition,
  Matrix,
  pseudoInverse,
  QrDecomposition,
  SingularValueDecomposition,
  solve,
} from "ml-matrix";

const BLOB = "matrix.safetensors";

/** Keeps an ml-matrix Matrix as one float64 tensor. */
export const matrixCodec: Codec<Matrix> = {
  format: "ml-matrix@1",
  encode: (matrix) => ({
    json: null,
    blobs: {
      [BLOB]: encodeTensors({ matrix: { shape: [matrix.rows, matrix.columns], data: fromMatrix(matrix).data } }),
    },
  }),
  decode({ blobs }) {
    const tensor = blobs?.[BLOB] && decodeTensors(blobs[BLOB], BLOB)["matrix"];
    if (!(tensor?.data instanceof Float64Array) || tensor.shape.length !== 2)
      throw new TandemError("matrix/malformed", { reason: `${BLOB} holds no float64 matrix` });
    return toMatrix({ rows: tensor.shape[0]!, columns: tensor.shape[1]!, data: tensor.data });
  },
};

/** A copy as ml-matrix Matrix. */
export function toMatrix({ rows, columns, data }: DenseMatrix): Matrix {
  const matrix = new Matrix(rows, columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) matrix.set(row, column, data[row * columns + column]!);
  return matrix;
}

/** A copy of an ml-matrix Matrix, as features. */
export function fromMatrix(matrix: Matrix, names?: readonly string[]): DenseMatrix {
  return {
    rows: matrix.rows,
    columns: matrix.columns,
    data: Float64Array.from(matrix.to1DArray()),
    ...(names ? { names } : {}),
  };
}
