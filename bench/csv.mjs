import { execFile } from "node:child_process";
import { createWriteStream, statSync } from "node:fs";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { randomSequence } from "@tandem/core";
import { inFolder, measured, median, pythonPath, withoutPeer } from "./harness/index.mjs";

const MEGABYTES = 100;
const ROUNDS = 5;
const run = promisify(execFile);
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/**
 * A CSV of 9 numeric and 3 categorical columns to typed columns, beside pandas' C parser on one thread. Each reading
 * is a process of its own, the two in turns: it says the time of the reading alone and its peak memory in all.
 */
export async function* measures() {
  yield* inFolder(async function* (folder) {
    const file = `${folder}/table.csv`;
    await writeTable(file, MEGABYTES * 1e6);
    const megabytes = Math.round(statSync(file).size / 1e6);
    const tasks = [
      { name: "to typed columns", how: "plain", goal: 1 },
      { name: "to typed columns, validated by schema", how: "validated", goal: 1.5 },
    ];
    for (const { name, how, goal } of tasks) {
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++)
        rounds.push({ ours: await ours(file, how), theirs: await theirs(file) });
      yield line(`CSV ${megabytes} MB ${name}`, "ms", rounds, (side) => side.milliseconds, goal);
      yield line(`CSV ${megabytes} MB ${name}, peak memory`, "MB", rounds, (side) => side.megabytes, 1);
    }
  });
}

function line(measure, unit, rounds, of, goal) {
  const peer = "pandas read_csv, 1 thread";
  const own = median(rounds.map((round) => of(round.ours)));
  const [{ theirs }] = rounds;
  if (theirs.missing) return withoutPeer({ measure, unit, ours: own, peer, goal, reason: theirs.missing });
  const ratio = median(rounds.map((round) => of(round.ours) / of(round.theirs)));
  return measured({
    measure,
    unit,
    ours: own,
    peer,
    theirs: median(rounds.map((round) => of(round.theirs))),
    ratio,
    goal,
  });
}

async function ours(file, how) {
  const { stdout } = await run(process.execPath, [here("./csv/read.mjs"), file, how]);
  return JSON.parse(stdout);
}

async function theirs(file) {
  const python = pythonPath();
  if (!python) return { missing: "no Python: set TANDEM_PYTHON or make .venv with pandas" };
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  try {
    return JSON.parse((await run(python, [here("./csv/read.py"), file], { env })).stdout);
  } catch (error) {
    return {
      missing: String(error.stderr ?? error.message)
        .trim()
        .split("\n")
        .at(-1),
    };
  }
}

async function writeTable(file, bytes) {
  const random = randomSequence(11);
  const whole = (below) => Math.floor(random() * below);
  const pick = (words) => words[whole(words.length)];
  const cities = Array.from({ length: 500 }, (_, i) => `city_${i * 37}`);
  const regions = Array.from({ length: 20 }, (_, i) => `region ${i}`);
  const row = () =>
    [
      whole(100),
      whole(1e6),
      (random() * 100).toFixed(2),
      (random() * 10 - 5).toFixed(4),
      (random() * 1e4).toFixed(3),
      random() < 0.05 ? "" : (random() * 1000).toFixed(1),
      (random() * 2 - 1).toFixed(6),
      whole(2),
      (random() * 1e6).toFixed(2),
      pick(cities),
      pick(["basic", "plus", "premium"]),
      pick(regions),
    ].join(",");
  const out = createWriteStream(file);
  out.write("n1,n2,n3,n4,n5,n6,n7,n8,n9,city,plan,region\n");
  let written = 0;
  while (written < bytes) {
    const chunk = `${Array.from({ length: 5000 }, row).join("\n")}\n`;
    written += chunk.length;
    if (!out.write(chunk)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}
