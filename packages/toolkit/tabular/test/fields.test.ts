import { fields } from "@tandem/toolkit-tabular";
import { expect, expectTypeOf, it } from "vitest";
import { z } from "zod";

it("puts one schema under each name, with the names in the type", () => {
  const House = z.object({ ...fields(["area", "year"], z.number().nullable()), ...fields(["street"], z.string()) });
  expect(House.parse({ area: 1, year: null, street: "x" })).toEqual({ area: 1, year: null, street: "x" });
  expect(House.safeParse({ area: 1, street: "x" }).success).toBe(false);
  expectTypeOf<z.infer<typeof House>>().toEqualTypeOf<{
    area: number | null;
    year: number | null;
    street: string;
  }>();
});
