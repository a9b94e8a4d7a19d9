import type { LabeledSample } from "@tandem/core";
import { modelChecks } from "@tandem/testkit";
import { describe, expect, it } from "vitest";
import { cut } from "./fixtures/cut.ts";

describe("has no field that gives the label away", () => {
  const run = (rows: readonly LabeledSample<object, string | number>[]) =>
    modelChecks(cut as never, rows as never)
      .find(({ name }) => name === "has no field that gives the label away")!
      .run();
  const rows = (make: (row: number) => { readonly data: object; readonly label: string | number }, count = 40) =>
    Array.from({ length: count }, (_, row) => ({ id: `r${row}`, ...make(row) }));

  it.each([
    [
      "the label itself",
      (row: number) => ({ data: { x: row, left: row % 3 ? "no" : "yes" }, label: row % 3 ? "no" : "yes" }),
      '"left" has a value of its own',
    ],
    [
      "the label as a number, where it is known",
      (row: number) => ({ data: { code: row % 5 ? row % 3 : null }, label: "abc"[row % 3]! }),
      '"code" has a value of its own',
    ],
    [
      "the amount in another currency",
      (row: number) => ({ data: { euros: 3 - 0.9 * (row * 37) ** 0.5 }, label: (row * 37) ** 0.5 }),
      '"euros" lies on a straight line',
    ],
  ])("finds %s", async (_, make, message) => {
    await expect(run(rows(make))).rejects.toThrow(message);
  });

  it.each([
    [
      "a good field",
      (row: number) => ({ data: { x: row % 3 ? "a" : "b" }, label: row % 3 && row !== 7 ? "no" : "yes" }),
    ],
    ["several values for a label", (row: number) => ({ data: { x: row % 6 }, label: row % 3 ? "no" : "yes" })],
    ["a number that grows with the label", (row: number) => ({ data: { x: row }, label: row ** 1.1 })],
    ["a constant", () => ({ data: { x: 1 }, label: "yes" })],
    ["lists", (row: number) => ({ data: { x: [row % 2] }, label: `${row % 2}` })],
  ])("lets pass %s", async (_, make) => {
    await run(rows(make));
  });

  it("does not judge by a handful of samples", async () => {
    await run(rows((row) => ({ data: { x: row % 2 }, label: `${row % 2}` }), 12));
  });
});
