import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fitBoosting, fitForest, predictTrees, treesCodec } from "@tandem/toolkit-trees";
import { alone, inFolder, measured, microsecondsPerCall, paired, startPython, withoutPeer } from "./harness/index.mjs";
import { auc, columns, problem } from "./trees/problem.mjs";

const fresh = 100_000;
const functions = new URL("./trees.py", import.meta.url);
const needs = ["lightgbm", "xgboost", "sklearn"];
const peers = ["LightGBM", "XGBoost", "scikit-learn"];
const boosting = { objective: "binary", trees: 100, maxLeaves: 31, learningRate: 0.1 };
const parts = { fit, score, accuracy, memory, single, forest };
const SEED = 7;
/** More generated sets that accuracy is told on where rows are few: on one of them equal models differ by 0.002. */
const MORE_SEEDS = [8, 9, 10, 11];

/**
 * Boosting, scoring and forests beside LightGBM, XGBoost and scikit-learn at like parameters. Environment variables choose
 * what is run, lists with commas between: TANDEM_BENCH_ROWS (default "100000,1000000"), TANDEM_BENCH_THREADS (default
 * "1,2") and TANDEM_BENCH_PARTS (default "fit,score,accuracy,memory,single,forest"); TANDEM_BENCH_ROUNDS (default 5) says
 * how many pairs are timed of each.
 */
export async function* measures() {
  const list = (name, all) => (process.env[`TANDEM_BENCH_${name}`] ?? all).split(",");
  const rounds = Number(process.env.TANDEM_BENCH_ROUNDS ?? 5);
  for (const rows of list("ROWS", "100000,1000000").map(Number))
    for (const threads of list("THREADS", "1,2").map(Number)) {
      const peer = await startPython(functions, { needs, threads });
      try {
        yield* inFolder(async function* (folder) {
          const at = await problemAt(peer, folder, rows, threads, rows > 200_000 ? Math.min(rounds, 3) : rounds);
          for (const part of list("PARTS", Object.keys(parts).join(","))) yield* parts[part](at);
        });
      } finally {
        await peer.stop?.();
      }
    }
}

/** What all parts work on; peers are fitted when first needed. */
async function problemAt(peer, folder, rows, threads, rounds) {
  const size = `${rows / 1000}k x ${columns}, ${threads} thread${threads > 1 ? "s" : ""}`;
  const at = { peer, folder, rows, threads, rounds, size, fitted: new Set(), trees: undefined };
  return load(at, SEED);
}

async function load(at, seed) {
  const { peer, folder, rows } = at;
  const { data, labels } = problem(rows + fresh, seed);
  writeFileSync(join(folder, "features.f64"), data);
  writeFileSync(join(folder, "labels.f64"), labels);
  if (!peer.missing) await peer.call("load", { folder, columns, rows });
  at.fitted.clear();
  return Object.assign(at, {
    given: { features: { rows, columns, data: data.subarray(0, rows * columns) }, targets: labels.subarray(0, rows) },
    rest: { rows: fresh, columns, data: data.subarray(rows * columns) },
    truth: labels.subarray(rows),
    trees: undefined,
  });
}

async function treesOf(at) {
  return (at.trees ??= await fitBoosting(at.given, { ...boosting, threads: at.threads }));
}
async function fitted({ peer, fitted, threads }, name) {
  if (!fitted.has(name) && !peer.missing) await peer.call("fit", { model: name, threads });
  fitted.add(name);
  return name;
}

async function* fit(at) {
  const ours = async () => void (at.trees = await fitBoosting(at.given, { ...boosting, threads: at.threads }));
  for (const name of peers) {
    yield beside(at, { measure: `boosting fit ${at.size}`, name, ours, does: "fit", goal: 0.7 });
    at.fitted.add(name);
  }
}

async function* score(at) {
  const trees = await treesOf(at);
  const ours = () => void predictTrees(trees, at.rest);
  for (const name of peers) {
    await fitted(at, name);
    yield beside(at, { measure: `score 100k rows, ${at.size}`, name, ours, does: "predict", goal: 0.7 });
  }
}

async function* forest(at) {
  if (at.rows > 200_000) return;
  const ours = () => fitForest(at.given, { objective: "binary", threads: at.threads });
  const measure = `forest fit, 100 trees, ${at.size}`;
  yield beside({ ...at, rounds: 1 }, { measure, name: "forest", ours, does: "fit", goal: 1 });
}

async function beside({ peer, rounds, threads }, { measure, name, ours, does, goal }) {
  const given = { measure, unit: "ms", peer: name === "forest" ? "scikit-learn" : name, goal };
  if (peer.missing) return withoutPeer({ ...given, ours: await alone(ours, { rounds }), reason: peer.missing });
  const theirs = () => peer.call(does, { model: name, threads });
  return measured({ ...given, ...(await paired(ours, theirs, { rounds, warmup: rounds > 1 ? 1 : 0 })) });
}

/** 1 - AUC as the cost, so that lower is better; at most 0.002 above the best peer's. Threads change no tree. */
async function* accuracy(at) {
  if (at.peer.missing || at.threads > 1) return;
  const costs = [await costsOf(at)];
  if (at.rows <= 200_000) {
    for (const seed of MORE_SEEDS) costs.push(await costsOf(await load(at, seed)));
    await load(at, SEED);
  }
  const mean = (name) => costs.reduce((sum, cost) => sum + cost[name], 0) / costs.length;
  const best = Math.min(...peers.map(mean));
  for (const name of peers)
    yield measured({
      measure: `1 - AUC, ${at.rows / 1000}k x ${columns}, mean of ${costs.length}`,
      unit: "1",
      ours: mean("ours"),
      peer: name,
      theirs: mean(name),
      ratio: mean("ours") / mean(name),
      goal: (best + 0.002) / mean(name),
    });
}

async function costsOf(at) {
  const costs = { ours: 1 - auc(predictTrees(await treesOf(at), at.rest), at.truth) };
  for (const name of peers) {
    const { result } = await at.peer.call("predict", { model: await fitted(at, name), threads: at.threads });
    costs[name] = 1 - result.auc;
  }
  return costs;
}

/** The peak of a fresh process above what it held with the data loaded, on either side. */
async function* memory({ peer, folder, rows, threads, size }) {
  if (peer.missing) return;
  const own = await memoryOfFit(folder, rows, threads);
  for (const name of peers) {
    const other = await startPython(functions, { needs, threads });
    await other.call("load", { folder, columns, rows });
    const { megabytes } = (await other.call("fit", { model: name, threads })).result;
    await other.stop();
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

async function* single(at) {
  const { peer, rest, rows: size, threads } = at;
  if (peer.missing || threads > 1 || size > 200_000) return;
  const trees = await treesOf(at);
  const rows = Array.from({ length: 2000 }, (_, i) => ({
    rows: 1,
    columns,
    data: rest.data.slice(i * columns, (i + 1) * columns),
  }));
  const ours = await microsecondsPerCall((i) => void predictTrees(trees, rows[i]));
  for (const name of peers) {
    const theirs = (await peer.call("predict_one", { model: await fitted(at, name) })).milliseconds * 1000;
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
