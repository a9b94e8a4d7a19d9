import { createRequire } from "node:module";
import { join } from "node:path";
import { Registry } from "@tandem/registry";
import { redisTechnology } from "@tandem/storage-redis";
import { sqliteTechnology } from "@tandem/storage-sqlite";
import { twoRegistrars } from "../packages/registry/test/fixtures/two-registrars.mjs";
import { startRedis } from "../scripts/suites/servers.mjs";
import { inFolder, measured, microsecondsPerCall, paired, startPython, withoutPeer } from "./harness/index.mjs";
import { plainClient } from "./registry/plain.mjs";
import { startReplay } from "./registry/replay.mjs";
import { startMlflow, startOurs } from "./registry/servers.mjs";

const VERSIONS = 10_000;
// the very client that the storage stands on
const { Redis } = createRequire(new URL("../packages/storage/redis/package.json", import.meta.url))("ioredis");

export async function* measures() {
  yield* inFolder(overRest);
  yield* inFolder(inProcess);
  yield* redisReads();
  yield* inFolder(killed);
}

const REST = [
  { what: "log a run with 1,000 metrics", python: "log_run", args: {}, plain: (client) => client.logRun() },
  { what: "look up an alias, 20 times", python: "alias", args: {}, plain: (client) => client.alias() },
  {
    what: "list 10,000 versions",
    python: "versions",
    args: { count: VERSIONS },
    plain: (client) => client.versions(VERSIONS),
  },
];

/** The same calls by the same client against our server and MLflow's own, both on SQLite. */
async function* overRest(folder) {
  const peer = "mlflow server, SQLite";
  const python = await startPython(new URL("./registry/client.py", import.meta.url), { needs: ["mlflow"] });
  if (python.missing) {
    for (const { what: measure } of REST)
      yield withoutPeer({ measure, unit: "ms", ours: 0, peer, goal: 0.1, reason: python.missing });
    return;
  }
  const ours = await startOurs(folder);
  const theirs = await startMlflow(folder);
  const replay = await startReplay(ours.url);
  try {
    await python.call("prepare", { url: ours.url, database: ours.database, ours: true, versions: VERSIONS });
    await python.call("prepare", { url: theirs.url, database: theirs.database, ours: false, versions: VERSIONS });
    await python.call("share", { url: replay.url, like: ours.url });
    const clients = [plainClient(ours.url), plainClient(theirs.url)];
    for (const { what, python: name, args, plain } of REST) {
      const times = await paired(...clients.map((client) => () => plain(client)), { rounds: 9, warmup: 4 });
      yield measured({ measure: `${what}, plain HTTP`, unit: "ms", ...times, peer, goal: 0.1 });
      const at = (server) => () => python.call(name, { url: server.url, ...args });
      const slow = await paired(at(ours), at(theirs), { rounds: 7, warmup: 2 });
      yield measured({ measure: `${what}, Python client`, unit: "ms", ...slow, peer, goal: 0.1 });
      const bound = await paired(at(ours), at(replay), { rounds: 7, warmup: 2 });
      yield measured({
        measure: `${what}, Python client`,
        unit: "ms",
        ...bound,
        peer: "a server that answers at once",
      });
    }
    for (const client of clients) client.close();
  } finally {
    await python.stop();
    await Promise.all([ours.stop(), theirs.stop(), replay.stop()]);
  }
}

/** Look-ups without a server, held against limits. */
async function* inProcess(folder) {
  const registry = await Registry.open({ sqlite: join(folder, "registry.db") });
  for (let number = 1; number <= 100; number++)
    await registry.versions.register({ model: "churn", artifact: `a${number}`, store: "fs/blob/models" });
  await registry.aliases.set("churn", "champion", 50, { author: "bench", why: "to be found" });
  const resolve = await microsecondsPerCall(() => registry.versions.resolve("churn@champion"), { calls: 500 });
  await registry.close();
  yield limited("alias to version, in process", resolve, 100);

  const sqlite = sqliteTechnology(join(folder, "values.db"));
  const values = await sqlite.kv("features");
  await fill(values);
  const get = await microsecondsPerCall((call) => values.get(`key-${call % 1_000}`), { calls: 5_000 });
  await sqlite.close();
  yield limited("kv get, SQLite", get, 20);
}

async function* redisReads() {
  const given = process.env.TANDEM_TEST_REDIS;
  const server = given ? { url: given, stop: async () => {} } : await startRedis();
  const redis = redisTechnology(server.url, { prefix: `bench-${process.pid}` });
  const bare = new Redis(server.url);
  try {
    const values = await redis.kv("features");
    await fill(values);
    const many = (get) => async () => {
      for (let call = 0; call < 3_000; call++) await get(`key-${call % 1_000}`);
    };
    const prefix = `bench-${process.pid}:kv:features:`;
    const times = await paired(
      many((key) => values.get(key)),
      many(async (key) => JSON.parse(await bare.get(prefix + key))),
      { rounds: 9, warmup: 2 },
    );
    yield measured({ measure: "kv get, Redis, 3,000 one by one", unit: "ms", ...times, peer: "ioredis", goal: 1.2 });
    for await (const key of values.keys()) await values.delete(key);
  } finally {
    bare.disconnect();
    await redis.close();
    await server.stop();
  }
}

/** Two processes register 5,000 versions each of one model, one is killed with -9 half-way. */
async function* killed(folder) {
  const found = await twoRegistrars(join(folder, "registry.db"), 5_000);
  const faults = found.lost + found.duplicates + found.toldTwice + found.torn + found.dangling;
  const broken = found.integrity === "ok" ? faults : faults + 1;
  const measure = `2 x 5,000 versions, one writer killed: lost, double or torn of ${found.told} acknowledged`;
  yield measured({ measure, unit: "versions", ours: broken, peer: "none may be", theirs: 1, goal: 0 });
}

async function fill(values) {
  const entries = Array.from({ length: 1_000 }, (_, n) => [`key-${n}`, { score: n / 7, items: [n, n + 1, n + 2] }]);
  await values.putMany(entries);
}

function limited(measure, ours, limit) {
  return measured({ measure, unit: "us", ours, peer: "limit", theirs: limit, goal: 1 });
}
