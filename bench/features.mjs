import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { columnarSamples, randomSequence, samplesOf } from "@tandem/core";
import { encode, encodeSparse, learnEncoding } from "@tandem/toolkit-tabular";
import { alone, inFolder, measured, microsecondsPerCall, paired, startPython, withoutPeer } from "./harness/index.mjs";

const ROWS = 100_000;
const NUMBERS = Array.from({ length: 10 }, (_, i) => `n${i}`);
const TEXTS = { c0: 3, c1: 8, c2: 50, c3: 400 };
const spec = { scale: NUMBERS, oneHot: Object.keys(TEXTS) };

/** Imputing, scaling and one-hot encoding of 10 numbers (5% missing) and 4 categories against scikit-learn's ColumnTransformer. */
export async function* measures() {
  const table = makeTable();
  const samples = () => columnarSamples(table);
  const peer = await startPython(new URL("./features.py", import.meta.url), {
    needs: ["numpy", "pandas", "sklearn"],
    threads: 1,
  });
  try {
    yield* inFolder((folder) => encodings(peer, folder, table, samples));
    yield await oneRow(samples());
  } finally {
    await peer.stop?.();
  }
}

async function* encodings(peer, folder, table, samples) {
  if (!peer.missing) {
    for (const [name, column] of Object.entries(table.columns))
      writeFileSync(join(folder, name), column.values ?? column.codes);
    const dictionaries = Object.fromEntries(Object.keys(TEXTS).map((name) => [name, table.columns[name].dictionary]));
    await peer.call("load", { folder, numbers: NUMBERS, dictionaries });
  }
  const encoding = learnEncoding(samples(), spec);
  const cases = {
    "learn 100k x 14": [() => learnEncoding(samples(), spec), "learn"],
    "encode sparse 100k x 14 to 471": [() => encodeSparse(samples(), encoding), "encode"],
    "encode dense 100k x 10 numbers": [denseNumbers(samples), "numbers"],
  };
  for (const [measure, [ours, name]] of Object.entries(cases)) {
    const given = { measure, unit: "ms", peer: "scikit-learn ColumnTransformer", goal: 1 };
    if (peer.missing) yield withoutPeer({ ...given, ours: await alone(ours), reason: peer.missing });
    else yield measured({ ...given, ...(await paired(ours, () => peer.call(name))) });
  }
}

function denseNumbers(samples) {
  const encoding = learnEncoding(samples(), { scale: NUMBERS });
  return () => encode(samples(), encoding);
}

/** What features cost in a single prediction. */
async function oneRow(samples) {
  const encoding = learnEncoding(samples, spec);
  const rows = Array.from({ length: 100 }, (_, row) => samples.at(row));
  const kinds = Object.fromEntries([
    ...NUMBERS.map((name) => [name, "number"]),
    ...Object.keys(TEXTS).map((name) => [name, "string"]),
  ]);
  const ours = await microsecondsPerCall((i) => encode(samplesOf([rows[i % 100]], kinds), encoding));
  return measured({ measure: "encode one row of 14 fields", unit: "us", ours, peer: "limit", theirs: 10, goal: 1 });
}

function makeTable() {
  const random = randomSequence(5);
  const columns = {};
  for (const name of NUMBERS)
    columns[name] = {
      kind: "number",
      values: Float64Array.from({ length: ROWS }, () => (random() < 0.05 ? NaN : random() * 100)),
    };
  for (const [name, size] of Object.entries(TEXTS)) {
    const dictionary = Array.from({ length: size }, (_, i) => `${name} ${i}`);
    columns[name] = {
      kind: "string",
      codes: Int32Array.from({ length: ROWS }, () => Math.floor(random() * size)),
      dictionary,
    };
  }
  return { ids: Array.from({ length: ROWS }, (_, row) => String(row)), columns };
}
