import { newRun, TandemError } from "@tandem/core";
import { describe, expect, it } from "vitest";
import {
  decisionScores,
  denseOf,
  logisticRegression,
  predictProbabilities,
  sparseOf,
  toDense,
  toSparse,
  type LogisticOptions,
} from "../src/index.ts";
import { expectNear, featuresFor, firstRows, reference, weights } from "./reference.ts";

function optionsFor(name: string): LogisticOptions<number> {
  return {
    ...(name.endsWith(" C") ? { c: 0.05 } : name.includes("no penalty") ? { c: Infinity } : {}),
    ...(name.includes("balanced") || name === "three weighted" ? { classWeights: "balanced" as const } : {}),
    ...(name.includes("class weights") ? { classWeights: [[1, 4]] as const } : {}),
    intercept: !name.includes("no intercept"),
    tolerance: 1e-10,
  };
}
const labelsFor = (name: string) => (name.startsWith("three") ? reference.data.three : reference.data.binary);

describe.each(["wasm", "plain"] as const)("agrees with scikit-learn, %s kernels", (kernels) => {
  it.each(Object.keys(reference.logistic))("%s", (name) => {
    const expected = reference.logistic[name]!;
    const features = featuresFor(name);
    const found = logisticRegression(
      { features, labels: labelsFor(name), weights: name.includes("weighted") ? weights : undefined },
      { ...optionsFor(name), kernels },
    );
    expectNear(found.coefficients, expected.coefficients);
    expectNear(found.intercepts, expected.intercepts);
    const first = firstRows(features, 5);
    const probabilities = predictProbabilities(found, first);
    const all = found.classes.length === 2 ? [...probabilities].flatMap((p) => [1 - p, p]) : probabilities;
    expectNear(all, expected.probabilities);
  });
});

describe("in any form of the same problem", () => {
  const features = featuresFor("features");
  const labels = reference.data.binary;

  it("fits dense and sparse rows alike", () => {
    const dense = logisticRegression({ features: toDense(featuresFor("sparse")), labels });
    const sparse = logisticRegression({ features: featuresFor("sparse"), labels });
    expectNear(sparse.coefficients, dense.coefficients, 1e-7);
  });
  it("counts a row of weight two like two rows", () => {
    const twice = denseOf([...reference.data.features, ...reference.data.features.slice(0, 40)]);
    const doubled = Float64Array.from(labels, (_, row) => (row < 40 ? 2 : 1));
    const repeated = logisticRegression({ features: twice, labels: [...labels, ...labels.slice(0, 40)] });
    expectNear(logisticRegression({ features, labels, weights: doubled }).coefficients, repeated.coefficients, 1e-6);
  });
  it("does not mind the units of columns", () => {
    const scaled = {
      ...toDense(features),
      data: toDense(features).data.map((value, i) => value * [1e6, 1e-4, 1, 30, 1e3][i % 5]!),
    };
    const plain = logisticRegression({ features, labels }, { c: 1e9 });
    const other = logisticRegression({ features: scaled, labels }, { c: 1e25 });
    expectNear(predictProbabilities(other, scaled), predictProbabilities(plain, features), 1e-5);
  });
  it("fits many columns, scaled only", () => {
    const rows = Array.from({ length: 400 }, (_, i) =>
      Array.from({ length: 8 }, (_, k): [number, number] => [(i * 31 + k * 57) % 300, 1 + ((i + k) % 3)]),
    );
    const target = rows.map((row, i) =>
      Number(row.reduce((sum, [column, value]) => sum + value * Math.sin(column * 3), Math.cos(i)) > 0),
    );
    const wide = sparseOf(rows, 300);
    const found = logisticRegression({ features: wide, labels: target }, { tolerance: 1e-9 });
    const dense = logisticRegression({ features: toDense(wide), labels: target }, { tolerance: 1e-9 });
    expectNear(found.coefficients, dense.coefficients, 1e-6);
    expectStationary(found.coefficients, decisionScores(found, wide), toDense(wide).data, target, 300);
  });
});

/** At the minimum the penalty's gradient, the coefficients, balances the sum of residuals times rows. */
function expectStationary(
  coefficients: Float64Array,
  scores: Float64Array,
  data: Float64Array,
  labels: readonly number[],
  columns: number,
): void {
  const gradient = Array.from(coefficients, (coefficient, j) =>
    labels.reduce(
      (sum, y, row) => sum + (1 / (1 + Math.exp(-scores[row]!)) - y) * data[row * columns + j]!,
      coefficient,
    ),
  );
  expectNear(
    gradient,
    gradient.map(() => 0),
    1e-5,
  );
}

describe("training", () => {
  const features = featuresFor("features");
  const labels = reference.data.binary.map((y) => (y ? "yes" : "no"));

  it("sorts classes and goes on from an earlier estimator", () => {
    const logged: [string, number][] = [];
    const run = newRun({ onLog: (metric, value) => logged.push([metric, value]) });
    const first = logisticRegression({ features, labels }, {}, run);
    expect(first.classes).toEqual(["no", "yes"]);
    expect(logged.at(-1)).toEqual(["converged", 1]);
    const iterations = logged.length;
    const again = logisticRegression({ features, labels }, { previous: first }, run);
    expect(logged.length - iterations).toBeLessThan(4);
    expectNear(again.coefficients, first.coefficients, 1e-6);
    const one = { features: firstRows(features, 3), labels: ["yes", "yes", "yes"] };
    expect(logisticRegression(one, { previous: first }).classes).toEqual(["no", "yes"]);
    expect(() =>
      logisticRegression({ features: one.features, labels: ["yes", "maybe", "no"] }, { previous: first }),
    ).toThrow("maybe at row 1");
  });
  it("says when it did not converge", () => {
    const logged = new Map<string, number>();
    logisticRegression(
      { features, labels },
      { maxIterations: 1 },
      newRun({ onLog: (metric, value) => logged.set(metric, value) }),
    );
    expect(logged.get("converged")).toBe(0);
  });
  it("stops when its run is aborted, reporting progress until then", () => {
    const control = new AbortController();
    const seen: number[] = [];
    const onProgress = (done: number) => {
      seen.push(done);
      if (done === 2) control.abort(new Error("enough"));
    };
    expect(() => logisticRegression({ features, labels }, {}, newRun({ signal: control.signal, onProgress }))).toThrow(
      "enough",
    );
    expect(seen).toEqual([0, 1, 2]);
  });
  it("fits nothing but intercepts where there are no columns", () => {
    const none = { rows: 4, columns: 0, data: new Float64Array(0) };
    const found = logisticRegression({ features: none, labels: [true, false, true, true] });
    expect(found.classes).toEqual([false, true]);
    expectNear(predictProbabilities(found, none), [0.75, 0.75, 0.75, 0.75], 1e-8);
  });
  it("knows many classes", () => {
    const many = Array.from({ length: 200 }, (_, i) => `class ${String(i % 20).padStart(2, "0")}`);
    const clear = denseOf(many.map((_, i) => [Math.cos((i % 20) / 3), Math.sin((i % 20) / 3), (i % 20) / 5]));
    const found = logisticRegression({ features: clear, labels: many }, { c: 1e4 });
    expect(found.classes).toEqual([...new Set(many)].sort());
    const rows = predictProbabilities(found, clear);
    const right = many.filter((label, i) => {
      const row = rows.subarray(i * 20, i * 20 + 20);
      return found.classes[row.indexOf(Math.max(...row))] === label;
    });
    expect(right).toHaveLength(200);
  });
  it("bears separable classes under a penalty, and many iterations without one", () => {
    const separable = { features: denseOf([[-2], [-1], [1], [2]]), labels: [0, 0, 1, 1] };
    expect(predictProbabilities(logisticRegression(separable), denseOf([[-2], [2]]))[1]).toBeGreaterThan(0.8);
    const free = logisticRegression(separable, { c: Infinity });
    expect(free.coefficients.every(Number.isFinite)).toBe(true);
  });
  it("gives each row the same probability alone and in a batch, to the last bit", () => {
    const model = logisticRegression({ features: featuresFor("three"), labels: reference.data.three });
    const batch = predictProbabilities(model, features);
    for (let row = 0; row < 9; row++) {
      const alone = predictProbabilities(model, denseOf([reference.data.features[row]!]));
      expect([...alone]).toEqual([...batch.subarray(row * 3, row * 3 + 3)]);
    }
  });
});

describe("refuses", () => {
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return TandemError.is(error) ? error.code : error;
    }
    return "no error";
  };
  const features = denseOf(
    [
      [1, 2],
      [3, 4],
      [5, 9],
    ],
    ["age", "debt"],
  );

  it("features that are no numbers, naming row and column", () => {
    const holed = { ...features, data: Float64Array.of(1, 2, 3, Infinity, 5, 6) };
    expect(() => logisticRegression({ features: holed, labels: [0, 1, 0] })).toThrow(
      'Infinity at row 1, column "debt"',
    );
    expect(() => logisticRegression({ features: toSparse(holed), labels: [0, 1, 0] })).toThrow(
      'Infinity at row 1, column "debt"',
    );
    const fitted = logisticRegression({ features, labels: [0, 1, 0] });
    expect(() =>
      predictProbabilities(fitted, { ...holed, data: holed.data.map((v) => (v === Infinity ? NaN : v)) }),
    ).toThrow("row 1");
  });
  it("one class, wrong options, weights and widths", () => {
    expect(code(() => logisticRegression({ features, labels: ["a", "a", "a"] }))).toBe("matrix/one-class");
    expect(code(() => logisticRegression({ features, labels: [0, 1, 0] }, { c: 0 }))).toBe("matrix/bad-option");
    expect(code(() => logisticRegression({ features, labels: [0, 1, 0] }, { maxIterations: 0 }))).toBe(
      "matrix/bad-option",
    );
    expect(code(() => logisticRegression({ features, labels: [0, 1, 0] }, { classWeights: [[2, 1]] }))).toBe(
      "matrix/bad-weights",
    );
    const fitted = logisticRegression({ features, labels: [0, 1, 0] });
    expect(code(() => predictProbabilities(fitted, denseOf([[1]])))).toBe("matrix/columns-differ");
    expect(
      code(() => logisticRegression({ features: denseOf([[1], [2]]), labels: [0, 1] }, { previous: fitted })),
    ).toBe("matrix/columns-differ");
  });
});
