import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { linearRegression, logisticRegression, multiply, ridge } from "@tandem/toolkit-matrix";
import {
  alone,
  classificationProblem,
  inFolder,
  measured,
  paired,
  regressionProblem,
  startPython,
  withoutPeer,
} from "./harness/index.mjs";

/** Fits of the linear models against scikit-learn on one thread; the coefficients are compared as well. */
export async function* measures() {
  const peer = await startPython(new URL("./linear.py", import.meta.url), { needs: ["numpy", "sklearn"], threads: 1 });
  try {
    yield* inFolder((folder) => fits(peer, folder, 100_000, "100k x 30", { rounds: 15, warmup: 3 }));
    yield* inFolder((folder) => fits(peer, folder, 1_000_000, "1M x 30", { rounds: 5, warmup: 1 }));
    yield product(peer);
  } finally {
    await peer.stop?.();
  }
}

async function* fits(peer, folder, rows, size, rounds) {
  const classes = classificationProblem({ rows });
  const numbers = regressionProblem({ rows });
  if (!peer.missing) {
    for (const [name, values] of Object.entries({
      features: classes.data,
      classes: classes.labels,
      targets: numbers.labels,
    }))
      writeFileSync(join(folder, `${name}.f64`), values);
    await peer.call("load", { folder, columns: classes.columns });
  }
  const features = { rows: classes.rows, columns: classes.columns, data: classes.data };
  const logistic = () => logisticRegression({ features, labels: classes.labels });
  for (const model of ["lbfgs", "newton-cholesky"])
    yield fit(peer, {
      measure: `logistic fit ${size}`,
      ours: logistic,
      peer: `scikit-learn ${model}`,
      model,
      check: "newton",
      goal: 1,
      rounds,
    });
  yield fit(peer, {
    measure: `least squares fit ${size}`,
    ours: () => linearRegression({ features, labels: numbers.labels }),
    peer: "scikit-learn LinearRegression",
    model: "linear",
    check: "linear",
    goal: 0.2,
    rounds,
  });
  yield fit(peer, {
    measure: `ridge fit ${size}`,
    ours: () => ridge({ features, labels: numbers.labels }),
    peer: "scikit-learn Ridge",
    model: "ridge",
    check: "ridge",
    goal: 1,
    rounds,
  });
}

async function fit(peer, { measure, ours, peer: name, model, check, goal, rounds }) {
  const given = { measure, unit: "ms", peer: name, goal };
  if (peer.missing) return withoutPeer({ ...given, ours: await alone(ours), reason: peer.missing });
  sameCoefficients(measure, ours(), (await peer.call("fit", { model: check })).result);
  return measured({ ...given, ...(await paired(ours, () => peer.call("fit", { model }), rounds)) });
}

/** A fast fit of other coefficients would be no fit. */
function sameCoefficients(measure, { coefficients }, expected) {
  const furthest = Math.max(...expected.map((value, j) => Math.abs(value - coefficients[j])));
  if (!(furthest <= 1e-6)) throw new Error(`${measure}: coefficients differ by ${furthest}`);
}

async function product(peer) {
  const side = 512;
  const { data } = classificationProblem({ rows: side, columns: side });
  const matrix = { rows: side, columns: side, data };
  const ours = () => void multiply(matrix, matrix);
  const given = { measure: `product ${side} x ${side}`, unit: "ms", peer: "numpy" };
  if (peer.missing) return withoutPeer({ ...given, ours: await alone(ours), reason: peer.missing });
  return measured({
    ...given,
    ...(await paired(ours, () => peer.call("product", { side }), { rounds: 15, warmup: 3 })),
  });
}
