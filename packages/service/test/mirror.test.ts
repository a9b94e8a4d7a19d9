import { defineImplementation, logTo, type LogEntry } from "@tandem/core";
import { compareMirrors } from "@tandem/service";
import { expect, it, onTestFinished } from "vitest";
import { differenceOf } from "../src/mirror/difference.ts";
import { Timed, timesImplementation } from "./fixtures/doubling.mjs";
import { because, opened } from "./fixtures/opened.ts";

it("says how answers differ", () => {
  const answer = { label: "yes", scores: [0.2, 0.8] };
  expect(differenceOf(answer, { label: "yes", scores: [0.2, 0.8] }, 0)).toEqual({ agrees: true, distance: 0 });
  expect(differenceOf(answer, { label: "yes", scores: [0.25, 0.75] }, 0.1)).toMatchObject({ agrees: true });
  expect(differenceOf(answer, { label: "no", scores: [0.2, 0.8] }, 1)).toEqual({ agrees: false, distance: 0 });
  expect(differenceOf(answer, { label: "yes" }, 1).agrees).toBe(false);
  expect(differenceOf({ a: NaN }, { a: 1 }, 1).agrees).toBe(false);
  expect(differenceOf([1], { 0: 1 }, 1).agrees).toBe(false);
});

it("compares what mirrors answer with what was sent, and logs where they differ", async () => {
  const entries: LogEntry[] = [];
  onTestFinished(logTo((entry) => void entries.push(entry)));
  const failing = defineImplementation(Timed, {
    name: "failing",
    open: () => ({ answer: () => Promise.reject(new Error("x")) }),
  });
  const { service } = await opened([timesImplementation, failing]);
  const mirrors = compareMirrors(service);
  await service.setRoute("timed", { default: "times", mirror: ["times@candidate", "failing"] }, because);
  for (const x of [0, 1, 2, 4])
    expect((await service.ask("timed", { x }, { requestId: `r${x}` })).output).toEqual({ y: 2 * x });
  await expect.poll(() => mirrors.records()).toMatchObject([{ failed: 4 }, { compared: 4 }]);
  expect(mirrors.records()).toEqual([
    {
      endpoint: "timed",
      target: "failing@champion",
      compared: 0,
      agreement: NaN,
      meanDistance: NaN,
      maxDistance: 0,
      failed: 4,
    },
    {
      endpoint: "timed",
      target: "times@candidate",
      compared: 4,
      agreement: 0.25,
      meanDistance: 1.75,
      maxDistance: 4,
      failed: 0,
    },
  ]);
  const disagreements = entries.filter(({ message }) => message === "mirror disagrees");
  expect(disagreements.map(({ fields }) => [fields["requestId"], fields["distance"]])).toEqual([
    ["r1", 1],
    ["r2", 2],
    ["r4", 4],
  ]);
});
