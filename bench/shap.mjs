import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomSequence } from "@tandem/core";
import { explainTrees, fitBoosting, readLightgbm } from "@tandem/toolkit-trees";
import { alone, inFolder, measured, paired, startPython, withoutPeer } from "./harness/index.mjs";

const rows = 10_000;
const columns = 30;

/** Exact SHAP values of 10,000 rows by 100 trees of 31 leaves, the very trees of LightGBM; ours on one thread. */
export async function* measures() {
  for (const threads of [1, 2]) {
    const peer = await startPython(new URL("./shap.py", import.meta.url), { needs: ["lightgbm", "xgboost"], threads });
    try {
      yield* inFolder((folder) => beside(peer, folder, threads));
    } finally {
      await peer.stop?.();
    }
  }
}

async function* beside(peer, folder, threads) {
  const { features, targets } = problem();
  writeFileSync(join(folder, "features.f64"), features.data);
  writeFileSync(join(folder, "labels.f64"), targets);
  const trees = peer.missing
    ? await fitBoosting({ features, targets }, { objective: "binary" })
    : readLightgbm((await peer.call("load", { folder, columns, threads })).result.model);
  const ours = () => void explainTrees(trees, features);
  for (const name of ["LightGBM", "XGBoost"]) {
    const given = { measure: `SHAP values, ${threads} threads of the peer`, unit: "ms", peer: name, goal: 1 };
    if (peer.missing) yield withoutPeer({ ...given, ours: await alone(ours, { rounds: 3 }), reason: peer.missing });
    else
      yield measured({ ...given, ...(await paired(ours, () => peer.call("explain", { peer: name }), { rounds: 3 })) });
  }
}

function problem() {
  const random = randomSequence(1);
  const data = Float64Array.from({ length: rows * columns }, () => 2 * random() - 1);
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const x = data.subarray(row * columns, (row + 1) * columns);
    return x.reduce((sum, value, i) => sum + value * Math.sin(i + 1), 3 * x[0] * x[1]) + random() > 0.5 ? 1 : 0;
  });
  return { features: { rows, columns, data }, targets };
}
