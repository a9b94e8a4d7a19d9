import { House, housePriceTrees } from "@tandem/model-house-price-trees";
import { testModelPackage } from "@tandem/testkit";
import { expect, it } from "vitest";
import { labeledRows } from "./csv.ts";

const houses = labeledRows<House, number>("ames.csv", House, "Sale_Price", Number);

testModelPackage(
  housePriceTrees,
  houses.filter((_, row) => row % 20 === 0),
);

it("knows every field of the file", () => {
  expect(Object.keys(House.shape).sort()).toEqual(Object.keys(houses[0]!.data).sort());
});
