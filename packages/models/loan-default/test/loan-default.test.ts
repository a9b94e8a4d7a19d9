import { labeledSamplesOf, newRun, samplesOf } from "@tandem/core";
import { Loan, loanDefault } from "@tandem/model-loan-default";
import { labeledCsv, testModelPackage } from "@tandem/testkit";
import { runtime } from "@tandem/toolkit-neural";
import { expect, it } from "vitest";
import folds from "./fixtures/folds.json" with { type: "json" };

const loans = labeledCsv(loanDefault, new URL("../../../../examples/data/loans.csv", import.meta.url), "Class");
const few = loans.filter(({ label }, row) => row % (label === "bad" ? 20 : 60) === 0);

testModelPackage(loanDefault, few, { live: async () => (await runtime()).tf.memory().numTensors });

it("knows every field of the file and refuses none of its rows", () => {
  expect(Object.keys(Loan.shape).sort()).toEqual(Object.keys(loans[0]!.data).sort());
  const strict = Loan.strict();
  for (const { data } of loans) strict.parse(data);
});

it("goes on from a trained model, watches a validation part, and frees both when closed", async () => {
  const { tf } = await runtime();
  const before = tf.memory().numTensors;
  const first = await loanDefault.train(labeledSamplesOf(few), newRun());
  const previous = await first.toArtifact();
  await first.close();
  const losses: number[] = [];
  const run = newRun({ onLog: (metric, value) => void (metric === "validation-loss" && losses.push(value)) });
  const validation = labeledSamplesOf(loans.filter((_, row) => row % 30 === 7));
  const next = await loanDefault.train(labeledSamplesOf(few), run, { previous, validation });
  expect((await next.toArtifact()).state).toEqual(previous.state);
  expect(losses[0]!).toBeLessThan(0.4);
  await next.close();
  expect(tf.memory().numTensors).toBe(before);
});

it("tells bad loans as well as scikit-learn's logistic regression does, on its folds", async () => {
  const scores: Awaited<ReturnType<typeof scoresOfFold>>[] = [];
  for (const fold of [0, 1, 2, 3, 4]) scores.push(await scoresOfFold(fold));
  const mean = (name: "rocAuc" | "logLoss" | "accuracy") =>
    scores.reduce((sum, score) => sum + score[name], 0) / scores.length;
  expect(mean("rocAuc")).toBeGreaterThan(folds.rocAuc.mean - folds.rocAuc.sd);
  expect(mean("logLoss")).toBeLessThan(folds.logLoss.mean + folds.logLoss.sd);
  expect(mean("accuracy")).toBeGreaterThan(folds.accuracy.mean - folds.accuracy.sd);
});

async function scoresOfFold(fold: number) {
  const held = loans.filter((_, row) => folds.fold[row] === fold);
  const trained = await loanDefault.train(
    labeledSamplesOf(loans.filter((_, row) => folds.fold[row] !== fold)),
    newRun({ seed: fold }),
  );
  const predictions = await trained.predict(samplesOf(held));
  await trained.close();
  const bad = Array.from(predictions, ({ probabilities }) => probabilities[0]!); // classes are sorted: bad, good
  const hit = Array.from(predictions, ({ label }, row) => label === held[row]!.label);
  const isBad = held.map(({ label }) => label === "bad");
  return {
    rocAuc: rocAuc(isBad, bad),
    logLoss: -bad.reduce((sum, p, row) => sum + Math.log(isBad[row] ? p : 1 - p), 0) / held.length,
    accuracy: hit.filter(Boolean).length / held.length,
  };
}

/** The share of pairs of a bad and a good loan in which the bad one has the higher score; ties count half. */
function rocAuc(positive: readonly boolean[], scores: readonly number[]): number {
  const yes = scores.filter((_, row) => positive[row]);
  const no = scores.filter((_, row) => !positive[row]);
  const wins = yes.reduce((sum, a) => sum + no.reduce((won, b) => won + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
  return wins / (yes.length * no.length);
}
