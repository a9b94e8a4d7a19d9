import { House, housePriceTrees } from "@tandem/model-house-price-trees";
import { labeledCsv, testModelPackage } from "@tandem/testkit";
import { expect, it } from "vitest";

const houses = labeledCsv(
  housePriceTrees,
  new URL("../../../../examples/data/ames.csv", import.meta.url),
  "Sale_Price",
);

testModelPackage(
  housePriceTrees,
  houses.filter((_, row) => row % 20 === 0),
);

it("knows every field of the file", () => {
  expect(Object.keys(House.shape).sort()).toEqual(Object.keys(houses[0]!.data).sort());
});
