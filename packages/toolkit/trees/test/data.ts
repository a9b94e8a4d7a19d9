import { randomSequence, type DenseMatrix } from "@tandem/core";

/** Features 0 to 5 are uniform in [-1, 1], 6 has the values 0 to 3, 7 is a category code below 20; a tenth of 1 and 7 is missing. */
export function syntheticData(
  rows: number,
  seed = 1,
): {
  features: DenseMatrix;
  regression: Float64Array;
  binary: Float64Array;
  classes: Float64Array;
  weights: Float64Array;
} {
  const random = randomSequence(seed);
  const columns = 8;
  const data = new Float64Array(rows * columns);
  const regression = new Float64Array(rows);
  const weights = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const x = data.subarray(row * columns, (row + 1) * columns);
    for (let column = 0; column < 6; column++) x[column] = 2 * random() - 1;
    x[6] = Math.floor(4 * random());
    x[7] = Math.floor(20 * random());
    const effect = 2 * x[0]! + x[1]! * x[2]! + Math.sin(3 * x[3]!) + (x[6] === 2 ? 1 : 0) + (x[7]! % 3 === 1 ? 1.5 : 0);
    if (random() < 0.1) x[1] = NaN;
    if (random() < 0.1) x[7] = NaN;
    regression[row] = effect + 0.3 * (random() + random() - 1) + (Number.isNaN(x[1]!) ? 0.7 : 0);
    weights[row] = 0.5 + random();
  }
  return {
    features: { rows, columns, data },
    regression,
    binary: regression.map((y) => (y > 0.8 ? 1 : 0)),
    classes: regression.map((y) => (y < -0.5 ? 0 : y < 1 ? 1 : 2)),
    weights,
  };
}

export function rmse(predicted: Float64Array, targets: Float64Array): number {
  return Math.sqrt(predicted.reduce((sum, value, i) => sum + (value - targets[i]!) ** 2, 0) / targets.length);
}
