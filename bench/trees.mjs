import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { randomSequence } from "@tandem/core";
import { fitBoosting, fitForest, predictTrees, treesCodec } from "@tandem/toolkit-trees";
import {
  alone,
  inFolder,
  measured,
  microsecondsPerCall,
  milliseconds,
  paired,
  startPython,
  withoutPeer,
} from "./harness/index.mjs";

const columns = 30;
const fresh = 100_000;
const functions = new URL("./trees.py", import.meta.url);
const needs = ["lightgbm", "xgboost", "sklearn"];
const peers = ["LightGBM", "XGBoost", "scikit-learn"];
const boosting = { objective: "binary", trees: 100, maxLeaves: 31, learningRate: 0.1 };

/**
 * Boosting, scoring and forests beside LightGBM, XGBoost and scikit-learn at like parameters. TANDEM_BENCH_ROWS (default
 * "100000,1000000") says on how many rows, TANDEM_BENCH_ROUNDS (default 5) how many pairs are run of each.
 */
export async function* measures() {
  const sizes = (process.env.TANDEM_BENCH_ROWS ?? "100000,1000000").split(",").map(Number);
  const rounds = Number(process.env.TANDEM_BENCH_ROUNDS ?? 5);
  for (const rows of sizes)
    for (const threads of [1, 2]) {
      const peer = await startPython(functions, { needs, threads });
      try {
        yield* inFolder((folder) =>
          atSize({ peer, folder, rows, threads, rounds: rows > 200_000 ? Math.min(rounds, 3) : rounds }),
        );
      } finally {
        await peer.stop?.();
      }
    }
}

async function* atSize({ peer, folder, rows, threads, rounds }) {
  const { data, labels } = problem(rows + fresh);
  const features = { rows, columns, data: data.subarray(0, rows * columns) };
  const rest = { rows: fresh, columns, data: data.subarray(rows * columns) };
  writeFileSync(join(folder, "features.f64"), data);
  writeFileSync(join(folder, "labels.f64"), labels);
  if (!peer.missing) await peer.call("load", { folder, columns, rows });
  const given = { features, targets: labels.subarray(0, rows) };
  const size = `${rows / 1000}k x ${columns}, ${threads} thread${threads > 1 ? "s" : ""}`;
  let trees;
  const fit = async () => ({
    milliseconds: await milliseconds(async () => (trees = await fitBoosting(given, { ...boosting, threads }))),
  });
  for (const name of peers)
    yield beside(peer, {
      measure: `boosting fit ${size}`,
      name,
      ours: fit,
      call: ["fit", { model: name, threads }],
      goal: 0.7,
      rounds,
    });
  const score = () => void predictTrees(trees, rest);
  for (const name of peers)
    yield beside(peer, {
      measure: `score 100k rows, ${size}`,
      name,
      ours: score,
      call: ["predict", { model: name, threads }],
      goal: 0.7,
      rounds,
    });
  if (peer.missing) return;
  yield* accuracy(peer, auc(predictTrees(trees, rest), labels.subarray(rows)), size, threads);
  yield* memory(folder, rows, threads, size);
  if (rows > 200_000) return;
  if (threads === 1) yield* single(peer, trees, rest);
  yield beside(peer, {
    measure: `forest fit, 100 trees, ${size}`,
    name: "forest",
    rounds: 1,
    goal: 1,
    ours: () => fitForest(given, { objective: "binary", threads }),
    call: ["fit", { model: "forest", threads }],
  });
}

async function beside(peer, { measure, name, ours, call, goal, rounds }) {
  const given = { measure, unit: "ms", peer: name === "forest" ? "scikit-learn" : name, goal };
  if (peer.missing) return withoutPeer({ ...given, ours: await alone(ours, { rounds }), reason: peer.missing });
  return measured({
    ...given,
    ...(await paired(ours, () => peer.call(...call), { rounds, warmup: rounds > 1 ? 1 : 0 })),
  });
}

/** 1 - AUC as the cost, so that lower is better; at most 0.002 above the best peer's. */
async function* accuracy(peer, own, size, threads) {
  for (const name of peers) {
    const { auc: theirs } = (await peer.call("predict", { model: name, threads })).result;
    yield measured({
      measure: `1 - AUC, ${size}`,
      unit: "1",
      ours: 1 - own,
      peer: name,
      theirs: 1 - theirs,
      ratio: (1 - own) / (1 - theirs),
      goal: (1 - theirs + 0.002) / (1 - theirs),
    });
  }
}

/** The peak of a fresh process above what it held with the data loaded, on either side. */
async function* memory(folder, rows, threads, size) {
  const own = await memoryOfFit(folder, rows, threads);
  for (const name of peers) {
    const peer = await startPython(functions, { needs, threads });
    await peer.call("load", { folder, columns, rows });
    const { megabytes } = (await peer.call("fit", { model: name, threads })).result;
    await peer.stop();
    yield measured({
      measure: `memory added by fit, ${size}`,
      unit: "MB",
      ours: own,
      peer: name,
      theirs: megabytes,
      ratio: own / megabytes,
      goal: 1,
    });
  }
}

function memoryOfFit(folder, rows, threads) {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL("./trees/memory.mjs", import.meta.url));
    const child = spawn(process.execPath, [script, folder, rows, threads], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (part) => (said += part));
    child.on("exit", (code) =>
      code === 0 ? resolve(Number(said)) : reject(new Error(`the fit in a process of its own ended with ${code}`)),
    );
  });
}

async function* single(peer, trees, rest) {
  const rows = Array.from({ length: 2000 }, (_, i) => ({
    rows: 1,
    columns,
    data: rest.data.slice(i * columns, (i + 1) * columns),
  }));
  const ours = await microsecondsPerCall((i) => void predictTrees(trees, rows[i]));
  for (const name of peers) {
    const theirs = (await peer.call("predict_one", { model: name })).milliseconds * 1000;
    yield measured({
      measure: "score 1 row, 100 trees",
      unit: "us",
      ours,
      peer: name,
      theirs,
      ratio: ours / theirs,
      goal: 0.02,
    });
  }
  const encoded = await treesCodec.encode(trees);
  const load = await alone(() => treesCodec.decode(encoded), { rounds: 15, warmup: 3 });
  yield measured({
    measure: "load 100 trees",
    unit: "ms",
    ours: load,
    peer: "limit of 2 ms",
    theirs: 2,
    ratio: load / 2,
    goal: 1,
  });
}

/** Normal features, and labels of a score with products, bends and steps in it. */
function problem(rows) {
  const random = randomSequence(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const data = Float64Array.from({ length: rows * columns }, normal);
  const labels = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const x = data.subarray(row * columns, (row + 1) * columns);
    const score =
      x[0] +
      x[1] * x[2] +
      Math.sin(2 * x[3]) +
      0.5 * x[4] ** 2 -
      0.5 * Math.abs(x[5]) +
      (x[7] > 0 ? x[6] : 0) +
      0.3 * (x[8] + x[9] + x[10]);
    labels[row] = random() < 1 / (1 + Math.exp(-2 * score)) ? 1 : 0;
  }
  return { data, labels };
}

/** The share of pairs of rows of both classes that are in order; ties do not count, scores seldom tie. */
function auc(scores, labels) {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let positives = 0;
  let ranks = 0;
  order.forEach((row, i) => {
    positives += labels[row];
    ranks += labels[row] * (i + 1);
  });
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}
