import { fork, spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { classification, columnarSamples, samplesOf } from "@tandem/core";
import { pythonModel } from "@tandem/toolkit-python";
import { z } from "zod";
import {
  alone,
  classificationProblem,
  columnsOf,
  inFolder,
  measured,
  paired,
  pythonPath,
  startPython,
  withoutPeer,
} from "./harness/index.mjs";
import { hasWrk, saturate } from "./service/wrk.mjs";

const here = (file) => new URL(`./python-bridge/${file}`, import.meta.url);
const SERVERS = "FastAPI + uvicorn, same model";
const CALLS = 500;

/**
 * Python behind our service against FastAPI with the same scikit-learn model; and what the bridge adds to a prediction:
 * one row against 0.15 ms (the least of 500 calls: what else runs only adds), 100k rows against scikit-learn in its own process.
 */
export async function* measures() {
  process.env.TANDEM_PYTHON ??= pythonPath();
  yield* serving();
  yield* predicting();
}

async function* serving() {
  const measure = { measure: "one row of 30 floats over HTTP", unit: "us a request", peer: SERVERS, goal: 1 / 3 };
  if (!hasWrk()) throw new Error("wrk is not installed: apt-get install wrk");
  const peer = await startPython(here("in_process.py"), { needs: ["sklearn", "fastapi", "uvicorn", "uvloop"] });
  await peer.stop?.();
  const ours = await start(fork(here("ours.mjs")));
  const theirs = peer.missing ? undefined : await startPeer();
  const body = JSON.stringify({ x: Array.from({ length: 30 }, (_, i) => Math.sin(i)) });
  try {
    yield* inFolder(async function* (folder) {
      const cost = (url) => async () => ({
        milliseconds: 1e6 / (await saturate({ url, body, folder, connections: 32, seconds: 3 })),
      });
      const us = cost(`http://127.0.0.1:${ours.port}/endpoints/score`);
      if (!theirs) return yield withoutPeer({ ...measure, ours: await alone(us), reason: peer.missing });
      const them = cost(`http://127.0.0.1:${theirs.port}/score`);
      yield measured({ ...measure, ...(await paired(us, them, { rounds: 5 })) });
    });
  } finally {
    ours.child.disconnect();
    theirs?.child.kill();
  }
}

/** A child that sends its port, and can be told to end. */
function start(child) {
  return new Promise((done, fail) => {
    child.once("message", ({ port }) => done({ child, port }));
    child.once("exit", (code) => fail(new Error(`the server ended with ${code}`)));
  });
}

async function startPeer() {
  const child = spawn(pythonPath(), [fileURLToPath(here("fastapi_server.py"))], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  });
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  await new Promise((ready) => setTimeout(ready, 1_000)); // bound; uvicorn listens right after
  return { child, port: Number(value) };
}

async function* predicting() {
  const problem = classificationProblem();
  const columns = Object.entries(columnsOf(problem)).map(([name, values]) => [name, { kind: "number", values }]);
  const ids = Array.from({ length: problem.rows }, (_, row) => `r${row}`);
  const table = { ids, columns: Object.fromEntries(columns), labels: { kind: "number", values: problem.labels } };
  const samples = columnarSamples(table);
  const model = pythonModel({
    name: "bridged",
    task: classification(),
    sample: z.object(Object.fromEntries(columns.map(([name]) => [name, z.number()]))),
    label: z.number(),
    folder: here("model/"),
  });
  const trained = await model.train(samples.select(Int32Array.from({ length: 2_000 }, (_, row) => row)));
  const peer = await startPython(here("in_process.py"), { needs: ["sklearn"] });
  try {
    if (peer.missing) throw new Error(peer.missing);
    const plain = columnarSamples({ ids, columns: table.columns });
    const one = samplesOf([{ id: "one", data: samples.at(0).data }]);
    const rowOurs = async () => {
      let least = Infinity;
      for (let call = 0; call < CALLS; call++) {
        const began = performance.now();
        await trained.predict(one);
        least = Math.min(least, (performance.now() - began) * 1000);
      }
      return { milliseconds: least };
    };
    const timed = (name, args, unit) => async () => ({ milliseconds: (await peer.call(name, args)).result * unit });
    const row = await paired(rowOurs, timed("one_row", { calls: CALLS }, 1e6));
    const overhead = { ...row, theirs: 150, ratio: (row.ours - row.theirs) / 150, ours: row.ours - row.theirs };
    yield measured({
      measure: "bridge overhead, one row, least of 500",
      unit: "us",
      peer: "limit of 150 us",
      goal: 1,
      ...overhead,
    });
    const batch = await paired(() => trained.predict(plain), timed("whole_batch", {}, 1e3));
    yield measured({ measure: "predict 100k x 30", unit: "ms", peer: "scikit-learn in process", ...batch });
  } finally {
    await trained.close();
    await peer.stop?.();
  }
}
