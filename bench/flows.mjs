import { createModel, crossvalidateModel, predictWithModel } from "@tandem/app";
import { columnarSamples, createSha256, loadModel, memoryStore, samplesOf, sha256, utf8Bytes } from "@tandem/core";
import { csvSource } from "@tandem/data";
import { churn } from "@tandem/model-churn";
import { encode, learnEncoding } from "@tandem/toolkit-tabular";
import { logisticCodec, logisticRegression, predictProbabilities } from "@tandem/toolkit-matrix";
import { classificationProblem, columnsOf, measured, microsecondsPerCall, paired } from "./harness/index.mjs";
import { FIELDS, generated } from "./models/generated.mjs";

const [ROWS, COLUMNS] = [100_000, FIELDS.length];
const SIZE = "100k x 30";
/** Every call leaves the 24 MB of its features. */
const OFTEN = { rounds: 9, calls: 8 };
/** Threads are for work of seconds. */
const FOLDED_ROWS = 400_000;

/** What the flows cost over the same steps by hand, and what worker threads give. */
export async function* measures() {
  const samples = generatedSamples(ROWS);
  const store = memoryStore();
  yield measured({
    measure: `train, with features, ${SIZE}`,
    unit: "ms",
    ...(await paired(
      () => closing(generated.train(samples)),
      () => fitByHand(samples),
      OFTEN,
    )),
    peer: "the same steps by hand",
    goal: 1.05,
  });
  yield measured({
    measure: `createModel, with digest, record and saving, ${SIZE}`,
    unit: "ms",
    ...(await paired(
      () => createModel(generated, samples, { store }),
      () => recordByHand(samples),
      OFTEN,
    )),
    peer: "training and hashing by hand",
    goal: 1.05,
  });

  const { version } = await createModel(generated, samples, { store });
  const fitted = await fitByHand(samples);
  yield measured({
    measure: `predictWithModel, ${SIZE}`,
    unit: "ms",
    ...(await paired(
      async () => columnsRead(await predictWithModel(generated, samples, { store, version })),
      () => predictByHand(fitted, samples),
      OFTEN,
    )),
    peer: "the same steps by hand",
    goal: 1.05,
  });
  yield await singlePredict();
  yield await tenFolds(generatedSamples(FOLDED_ROWS));
}

function generatedSamples(rows) {
  const problem = classificationProblem({ rows, columns: COLUMNS });
  const columns = Object.fromEntries(
    Object.entries(columnsOf(problem)).map(([name, values]) => [name, { kind: "number", values }]),
  );
  const labels = { kind: "string", codes: Int32Array.from(problem.labels), dictionary: ["no", "yes"] };
  return columnarSamples({ ids: Array.from({ length: rows }, (_, row) => `s${row}`), columns, labels });
}

async function closing(training) {
  await (await training).close();
}

/** Features, estimator and their encoding as data, without any of core's flow. */
async function fitByHand(samples) {
  const state = learnEncoding(samples, { scale: FIELDS });
  const features = encode(samples, state);
  const estimator = await logisticRegression({ sampleIds: samples.ids, features, labels: samples.labels }, { c: 1 });
  return { state, estimator, encoded: await logisticCodec().encode(estimator) };
}

/** The same, with the SHA-256 of all data and of the encoded model that a record of the run needs. */
async function recordByHand(samples) {
  const data = createSha256();
  for (const field of FIELDS) data.update(new Uint8Array(samples.numbers(field).buffer));
  data.update(utf8Bytes(JSON.stringify(samples.ids))).update(utf8Bytes(JSON.stringify(samples.labels)));
  const { encoded, state } = await fitByHand(samples);
  return { data: data.digest(), model: sha256(utf8Bytes(JSON.stringify({ state, estimator: encoded.json }))) };
}

/** What the other side makes: predictions write a column when it is asked for. */
function columnsRead(predictions) {
  return { labels: predictions.column("label"), probability: predictions.column("probability") };
}

/** A label and its probability for each row. */
function predictByHand({ state, estimator }, samples) {
  const positive = predictProbabilities(estimator, encode(samples, state));
  const labels = new Array(positive.length);
  const probability = new Float64Array(positive.length);
  for (let row = 0; row < positive.length; row++) {
    const second = positive[row] > 0.5;
    labels[row] = estimator.classes[second ? 1 : 0];
    probability[row] = second ? positive[row] : 1 - positive[row];
  }
  return { labels, probability };
}

async function singlePredict() {
  const source = csvSource(new URL("../examples/data/churn.csv", import.meta.url), {
    schema: churn.sample,
    label: { column: "churn", schema: churn.label },
  });
  const customers = await source.read();
  const store = memoryStore();
  const { version } = await createModel(churn, customers, { store });
  const model = await loadModel(store, churn, version);
  const rows = Array.from({ length: 64 }, (_, row) => ({ id: `c${row}`, data: customers.at(row).data }));
  const ours = await microsecondsPerCall(async (i) => (await model.predict(samplesOf([rows[i & 63]]))).at(0).label);
  await model.close();
  return measured({
    measure: "one row through the loaded churn",
    unit: "us",
    ours,
    peer: "limit",
    theirs: 20,
    goal: 1,
  });
}

/** Both sides are warm from untimed turns: this thread, and the two that wait for the next call. */
async function tenFolds(samples) {
  const folds = (parallel) => () => crossvalidateModel(generated, samples, { folds: 10, parallel });
  const times = await paired(folds(2), folds(1), { rounds: 5, warmup: 2 });
  return measured({
    measure: "ten-fold cross-validation on two threads, 400k x 30",
    unit: "ms",
    ...times,
    peer: "on one thread",
    goal: 1 / 1.6,
  });
}
