import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inFolder, measured, median, pythonPath, withoutPeer } from "./harness/index.mjs";
import { paced, quantile } from "./service/paced.mjs";
import { rowsOfOneRequest } from "./service/rows.mjs";
import { startBento, startFastapi, startMlflow, startNode } from "./service/servers.mjs";
import { hasWrk, saturate } from "./service/wrk.mjs";

const x = Array.from({ length: 30 }, (_, i) => Number((Math.sin(i + 1) * 1.3).toFixed(6)));
const plain = JSON.stringify({ x });
const MEASURE = "one row of 30 floats to a logistic model";

/** The service over HTTP beside bare fastify and the model servers of Python, one process each, the same client for all. */
export async function* measures() {
  yield* inFolder(rowsOfOneRequest);
  if (!hasWrk()) {
    for (const peer of ["bare fastify echoing", "FastAPI", "mlflow models serve", "BentoML"])
      yield withoutPeer({ measure: MEASURE, unit: "us/request", ours: NaN, peer, reason: "no wrk: apt install wrk" });
    return;
  }
  yield* inFolder(withServers);
}

async function* withServers(folder) {
  const ours = await startNode("ours.mjs", "/endpoints/score");
  try {
    const echo = await startNode("echo.mjs", "/echo");
    yield await throughput(folder, ours, {
      name: "bare fastify echoing",
      server: echo,
      body: plain,
      goal: 1 / 0.8,
      rounds: 15,
    });
    yield await tail(folder, ours, echo);
    echo.stop();
    const python = pythonPath();
    if (python)
      spawnSync(python, [fileURLToPath(new URL("./service/make_model.py", import.meta.url)), folder], {
        stdio: "ignore",
      });
    const peers = [
      { name: "FastAPI + uvicorn + scikit-learn", start: startFastapi, body: plain, goal: 1 / 5 },
      { name: "mlflow models serve", start: startMlflow, body: JSON.stringify({ inputs: [x] }), goal: 1 / 20 },
      { name: "BentoML", start: startBento, body: plain, goal: 1 / 8 },
    ];
    for (const { start, ...peer } of peers) {
      const server = await start(folder, peer.body);
      try {
        yield await throughput(folder, ours, { ...peer, server, rounds: 7 });
      } finally {
        server.stop?.();
      }
    }
  } finally {
    ours.stop();
  }
}

/** Microseconds a request at saturation, in turns of a second, the first two of each left out. */
async function throughput(folder, ours, { name, server, body, goal, rounds }) {
  const given = { measure: MEASURE, unit: "us/request", peer: name, goal };
  const cost = async ({ url }, asked) => 1e6 / (await saturate({ url, body: asked, folder, seconds: 1 }));
  const pairs = [];
  for (let round = -2; round < rounds; round++) {
    const pair = [await cost(ours, plain), server.missing ? NaN : await cost(server, body)];
    if (round >= 0) pairs.push(pair);
  }
  const mine = median(pairs.map(([a]) => a));
  if (server.missing) return withoutPeer({ ...given, ours: mine, reason: server.missing });
  return measured({
    ...given,
    ours: mine,
    theirs: median(pairs.map(([, b]) => b)),
    ratio: median(pairs.map(([a, b]) => a / b)),
  });
}

/** The 99th percentile at half of what ours can take, both at that rate, in turns. */
async function tail(folder, ours, echo) {
  const most = median([await rateOf(ours, folder), await rateOf(ours, folder), await rateOf(ours, folder)]);
  const ask = async ({ port, path }) => {
    const { milliseconds, failed } = await paced({
      port,
      path,
      body: plain,
      rate: most / 2,
      seconds: 2,
      connections: 16,
    });
    if (failed > 0) throw new Error(`${path}: ${failed} questions failed`);
    return quantile(milliseconds, 0.99);
  };
  const pairs = [];
  for (let round = -1; round < 9; round++) {
    const pair = [await ask(ours), await ask(echo)];
    if (round >= 0) pairs.push(pair);
  }
  return measured({
    measure: "p99 at 50 % of saturation",
    unit: "ms",
    peer: "bare fastify echoing",
    goal: 2,
    ours: median(pairs.map(([a]) => a)),
    theirs: median(pairs.map(([, b]) => b)),
    ratio: median(pairs.map(([a, b]) => a / b)),
  });
}

function rateOf({ url }, folder) {
  return saturate({ url, body: plain, folder, seconds: 1 });
}
