import { randomSequence } from "@tandem/core";

/**
 * A generated classification problem: standard normal features, labels 0 and 1 drawn from a logistic model of them.
 * The same for a seed on every machine.
 * @returns {{ rows: number, columns: number, data: Float64Array, labels: Float64Array, coefficients: Float64Array }} data is row-major
 */
export function classificationProblem({ rows = 100_000, columns = 30, seed = 7 } = {}) {
  const random = randomSequence(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const coefficients = Float64Array.from({ length: columns }, () => normal() / 2);
  const data = new Float64Array(rows * columns);
  const labels = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let score = -0.5;
    for (let column = 0; column < columns; column++) {
      const value = normal();
      data[row * columns + column] = value;
      score += value * coefficients[column];
    }
    labels[row] = random() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  }
  return { rows, columns, data, labels, coefficients };
}

/** A problem with the same features and a numeric target: their linear combination plus noise. */
export function regressionProblem(options = {}) {
  const problem = classificationProblem(options);
  const random = randomSequence((options.seed ?? 7) + 1);
  const { rows, columns, data, coefficients } = problem;
  const labels = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let value = 3 + random() - 0.5;
    for (let column = 0; column < columns; column++) value += data[row * columns + column] * coefficients[column];
    labels[row] = value;
  }
  return { ...problem, labels };
}

/** One Float64Array a column, named f0, f1, ...: what samples are made of. */
export function columnsOf({ rows, columns, data }) {
  return Object.fromEntries(
    Array.from({ length: columns }, (_, column) => [
      `f${column}`,
      Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]),
    ]),
  );
}
