import { closestWord } from "@tandem/core";
import { expect, it } from "vitest";

it.each([
  ["modles", ["models", "stores"], "models"],
  ["SOURCE", ["sources", "stores"], "sources"],
  ["Neighbourhood", ["Neighborhood", "Lot_Area"], "Neighborhood"],
  ["mode", ["mode", "modes"], "modes"],
  ["x", ["id", "at"], undefined],
  ["registry", ["models", "stores"], undefined],
  ["models", [], undefined],
])("%s among %j: %s", (given, known, closest) => {
  expect(closestWord(given, known)).toBe(closest);
});
