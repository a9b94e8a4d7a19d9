import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { linearRegression, logisticRegression, ridge } from "@tandem/toolkit-matrix";
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
    yield* inFolder((folder) => fits(peer, folder));
  } finally {
    await peer.stop?.();
  }
}

async function* fits(peer, folder) {
  const classes = classificationProblem();
  const numbers = regressionProblem();
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
  const size = "100k x 30";
  const logistic = () => logisticRegression({ features, labels: classes.labels });
  const squares = () => linearRegression({ features, labels: numbers.labels });
  const ridged = () => ridge({ features, labels: numbers.labels });
  yield fit(peer, {
    measure: `logistic fit ${size}`,
    ours: logistic,
    peer: "scikit-learn lbfgs",
    model: "lbfgs",
    check: "newton",
    goal: 2,
  });
  yield fit(peer, {
    measure: `least squares fit ${size}`,
    ours: squares,
    peer: "scikit-learn LinearRegression",
    model: "linear",
    check: "linear",
    goal: 0.5,
  });
  yield fit(peer, {
    measure: `ridge fit ${size}`,
    ours: ridged,
    peer: "scikit-learn LinearRegression",
    model: "linear",
    check: "ridge",
    goal: 0.5,
  });
}

async function fit(peer, { measure, ours, peer: name, model, check, goal }) {
  const given = { measure, unit: "ms", peer: name, goal };
  if (peer.missing) return withoutPeer({ ...given, ours: await alone(ours), reason: peer.missing });
  sameCoefficients(measure, ours(), (await peer.call("fit", { model: check })).result);
  return measured({ ...given, ...(await paired(ours, () => peer.call("fit", { model }), { rounds: 15, warmup: 3 })) });
}

/** A fast fit of other coefficients would be no fit. */
function sameCoefficients(measure, { coefficients }, expected) {
  const furthest = Math.max(...expected.map((value, j) => Math.abs(value - coefficients[j])));
  if (!(furthest <= 1e-6)) throw new Error(`${measure}: coefficients differ by ${furthest}`);
}
