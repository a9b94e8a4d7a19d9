import { absentFields, columnarSamples, samplesOf } from "@tandem/core";
import { expect, it } from "vitest";
import { z } from "zod";

const schema = z.object({ age: z.number().nullish(), home: z.string().nullish(), since: z.date().nullish() });

it("names declared fields that no sample has, and fields that nobody declared", () => {
  const rows = samplesOf<object>([
    { id: "a", data: { age: null, hoem: "rent" } },
    { id: "b", data: { hoem: "own", note: "x" } },
  ]);
  expect(absentFields(rows, schema)).toEqual({ fields: ["home", "since"], undeclared: ["hoem", "note"] });
});

it("sees columns, also those of nothing but missing values", () => {
  const columns = columnarSamples<object>({
    ids: ["a"],
    columns: { age: { kind: "number", values: Float64Array.of(NaN) }, home: { kind: "json", values: [null] } },
  });
  expect(absentFields(columns, schema)).toEqual({ fields: ["since"], undeclared: [] });
});

it("has nothing to say where all is there, or nothing at all", () => {
  const whole = samplesOf<object>([{ id: "a", data: { age: 1, home: null, since: null } }]);
  expect(absentFields(whole, schema)).toBeUndefined();
  expect(absentFields(samplesOf<object>([]), schema)).toBeUndefined();
});
