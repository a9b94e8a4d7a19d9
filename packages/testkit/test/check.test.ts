import { memoryStore } from "@tandem/core";
import { runChecks, storeChecks } from "@tandem/testkit/checks";
import { describe, expect, it } from "vitest";
import { difference } from "../src/difference.ts";

describe("skips", () => {
  it("take a reason", () => {
    expect(() => storeChecks("memory", memoryStore, { skip: { "reads ranges": " " } })).toThrow(
      /"reads ranges" is skipped without a reason/,
    );
  });
  it("name a check that exists", () => {
    expect(() => storeChecks("memory", memoryStore, { skip: { "reads range": "a typing error" } as never })).toThrow(
      /no check is called "reads range"; they are: gives back/,
    );
  });
});

it("runs without a test runner and reports every check", async () => {
  const broken = () => ({ ...memoryStore(), get: () => Promise.reject(new Error("out of order")) });
  const checks = storeChecks("broken", broken, { skip: { "reads ranges": "no ranges here" } });
  const results = await runChecks(checks);
  const of = (name: string) => results.find((result) => result.name === name);
  expect(results.length).toBe(checks.length);
  expect(of("reads ranges")).toEqual({ name: "reads ranges", status: "skipped", reason: "no ranges here" });
  expect(of("gives back the bytes it was given")).toMatchObject({ status: "failed", reason: "Error: out of order" });
  expect(of("refuses bad keys")?.status).toBe("failed");
  expect(of("lists keys by prefix, sorted by code unit")).toEqual({
    name: "lists keys by prefix, sorted by code unit",
    status: "passed",
  });
});

describe("difference", () => {
  it.each([
    [1, 1],
    [NaN, NaN],
    ["a", "a"],
    [null, null],
    [
      [1, [2]],
      [1, [2]],
    ],
    [Float64Array.of(1, NaN), Float64Array.of(1, NaN)],
    [new Date(5), new Date(5)],
    [{ a: { b: 1 } }, { a: { b: 1 } }],
  ])("finds none between %o and %o", (a, b) => expect(difference(a, b)).toBeUndefined());
  it.each([
    [1, 2, "1 beside 2"],
    [0, -0, undefined],
    [{ a: [1, 2] }, { a: [1, 3] }, "at a[1]: 2 beside 3"],
    [{ a: 1 }, {}, "at a: 1 beside undefined"],
    [[1], [1, 2], "1 values beside 2"],
    ["1", 1, '"1" beside 1'],
    [null, {}, "null beside an object"],
    [new Date(5), new Date(6), "5 beside 6"],
  ])("between %o and %o is %s", (a, b, wanted) => expect(difference(a, b)).toBe(wanted));
  it("allows a tolerance relative to size", () => {
    expect(difference(1e6, 1e6 + 1e-4, 1e-9)).toBeUndefined();
    expect(difference(1, 1 + 1e-4, 1e-9)).toBe("1 beside 1.0001");
  });
});
