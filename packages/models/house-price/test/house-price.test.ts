import { labeledSamplesOf, newRun, samplesOf } from "@tandem/core";
import { housePrice, House, Price } from "@tandem/model-house-price";
import { labeledCsv, testModelPackage } from "@tandem/testkit";
import { expect, it } from "vitest";
import folds from "./fixtures/folds.json" with { type: "json" };

const houses = labeledCsv(housePrice, new URL("../../../../examples/data/ames.csv", import.meta.url), "Sale_Price");

testModelPackage(
  housePrice,
  houses.filter((_, row) => row % 20 === 0),
);

it("knows every field of the file and refuses none of its rows", () => {
  expect(Object.keys(House.shape).sort()).toEqual(Object.keys(houses[0]!.data).sort());
  const strict = House.strict();
  for (const { data, label } of houses) {
    strict.parse(data);
    Price.parse(label);
  }
});

it("predicts the Ames houses as well as scikit-learn's ridge does, on its folds", async () => {
  const scores = await Promise.all([0, 1, 2, 3, 4].map(scoresOfFold));
  const mean = (name: "r2" | "rmse" | "mae") => scores.reduce((sum, score) => sum + score[name], 0) / scores.length;
  expect(mean("r2")).toBeGreaterThan(folds.r2.mean - folds.r2.sd);
  expect(mean("rmse")).toBeLessThan(folds.rmse.mean + folds.rmse.sd);
  expect(mean("mae")).toBeLessThan(folds.mae.mean + folds.mae.sd);
});

async function scoresOfFold(fold: number) {
  const held = houses.filter((_, row) => folds.fold[row] === fold);
  const trained = await housePrice.train(
    labeledSamplesOf(houses.filter((_, row) => folds.fold[row] !== fold)),
    newRun(),
  );
  const predicted = (await trained.predict(samplesOf(held))).column("label");
  await trained.close();
  const mean = held.reduce((sum, { label }) => sum + label, 0) / held.length;
  const errors = held.map(({ label }, row) => label - predicted[row]!);
  const squares = errors.reduce((sum, error) => sum + error ** 2, 0);
  return {
    r2: 1 - squares / held.reduce((sum, { label }) => sum + (label - mean) ** 2, 0),
    rmse: Math.sqrt(squares / held.length),
    mae: errors.reduce((sum, error) => sum + Math.abs(error), 0) / held.length,
  };
}
