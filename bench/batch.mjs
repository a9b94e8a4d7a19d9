import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { classificationProblem, inFolder, measured, median, pythonPath, withoutPeer } from "./harness/index.mjs";
import { FIELDS } from "./models/generated.mjs";

const [ROWS, TRAINING, ROUNDS] = [1_000_000, 20_000, 3];
const PEER = "pandas read_csv, scikit-learn predict_proba, to_csv";
const run = promisify(execFile);
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/**
 * Batch prediction from a CSV file of 1M rows into another, journal and all, through a logistic regression fitted on
 * the same rows. Each is a process of its own, the two in turns; times are without the start of the process.
 */
export async function* measures() {
  yield* inFolder(async function* (folder) {
    await writeRows(`${folder}/train.csv`, TRAINING, { seed: 5, labelled: true });
    await writeRows(`${folder}/rows.csv`, ROWS, { seed: 6 });
    const node = async (...args) =>
      JSON.parse((await run(process.execPath, [here("./batch/predict.mjs"), folder, ...args])).stdout);
    const python = pythonPath();
    const peer = async (...args) =>
      JSON.parse((await run(python, [here("./batch/predict.py"), folder, ...args])).stdout);
    const { version } = await node();
    const missing = python ? await peer("fit").then(() => undefined, reasonOf) : "no Python: set TANDEM_PYTHON";
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const ours = await node(version, `${folder}/rows.csv`, `${folder}/ours.csv`);
      if (ours.samples !== ROWS) throw new Error(`${ours.samples} predictions for ${ROWS} rows`);
      rounds.push(
        missing ? { ours } : { ours, theirs: await peer("predict", `${folder}/rows.csv`, `${folder}/theirs.csv`) },
      );
    }
    if (!missing) samePredictions(`${folder}/ours.csv`, `${folder}/theirs.csv`);
    yield line(`batch predict 1M x 30 from CSV to CSV`, "ms", rounds, (side) => side.milliseconds, missing);
    yield line(`batch predict 1M x 30, peak memory`, "MB", rounds, (side) => side.megabytes, missing);
  });
}

function line(measure, unit, rounds, of, missing) {
  const ours = median(rounds.map((round) => of(round.ours)));
  if (missing) return withoutPeer({ measure, unit, ours, peer: PEER, goal: 1, reason: missing });
  const theirs = median(rounds.map((round) => of(round.theirs)));
  const ratio = median(rounds.map((round) => of(round.ours) / of(round.theirs)));
  return measured({ measure, unit, ours, peer: PEER, theirs, ratio, goal: 1 });
}

/** Both files name the probability of each class, "no" and "yes", in their last two columns. */
function samePredictions(ours, theirs) {
  const rows = (file) => readFileSync(file, "utf8").split("\n", 10_001).slice(1);
  const probabilities = (row) => row.split(",").slice(-2).map(Number);
  const [own, other] = [rows(ours).map(probabilities), rows(theirs).map(probabilities)];
  const furthest = Math.max(
    ...own.map(([no, yes], i) => Math.max(Math.abs(no - other[i][0]), Math.abs(yes - other[i][1]))),
  );
  if (!(furthest <= 1e-5)) throw new Error(`predictions differ by ${furthest}`);
}

async function writeRows(file, rows, { seed, labelled = false }) {
  const out = createWriteStream(file);
  out.write(`${[...FIELDS, ...(labelled ? ["label"] : [])].join(",")}\n`);
  const size = 10_000;
  for (let done = 0; done < rows; done += size) {
    const { data, labels, columns } = classificationProblem({ rows: size, columns: FIELDS.length, seed: seed + done });
    let text = "";
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < columns; column++)
        text += `${column > 0 ? "," : ""}${data[row * columns + column].toFixed(6)}`;
      text += labelled ? `,${labels[row] === 1 ? "yes" : "no"}\n` : "\n";
    }
    if (!out.write(text)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

function reasonOf(error) {
  return String(error.stderr ?? error.message)
    .trim()
    .split("\n")
    .at(-1);
}
