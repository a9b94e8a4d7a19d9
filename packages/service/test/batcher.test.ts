import { TandemError } from "@tandem/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timesImplementation } from "./fixtures/doubling.mjs";
import { because, opened } from "./fixtures/opened.ts";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

describe("answers in batches", () => {
  it("are those of questions asked one by one, and one bad question fails alone", async () => {
    const { service: alone } = await opened([timesImplementation]);
    const { service: batched } = await opened([timesImplementation], { batching: { maxSize: 7, maxLatency: 1 } });
    const numbers = fc.array(fc.oneof(fc.constant(13), fc.double({ noNaN: true })), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(numbers, async (xs) => {
        const asked = (service: typeof alone) =>
          Promise.all(
            xs.map((x, i) =>
              service.ask("timed", { x }, { requestId: `r${i}` }).then(
                ({ output }) => output,
                (error: Error) => error.message,
              ),
            ),
          );
        expect(await asked(batched)).toEqual(await asked(alone));
      }),
      { numRuns: 60 },
    );
  });
  it("are refused where there are not as many as questions", async () => {
    const short = { ...timesImplementation, name: "short", models: [] };
    const { service } = await opened([{ ...short, open: () => ({ answer: () => ({ y: 1 }), answerMany: () => [] }) }], {
      batching: { maxSize: 2 },
    });
    const answers = await Promise.allSettled([1, 2].map((x) => service.ask("timed", { x }, { requestId: "r" })));
    for (const answer of answers)
      expect(answer.status === "rejected" && TandemError.is(answer.reason, "service/bad-answer")).toBe(true);
  });
  it("are not made for a question that nobody waits for", async () => {
    const seen: number[] = [];
    const watching = { ...timesImplementation, name: "watching", models: [] };
    const answerMany = (inputs: readonly { x: number }[]) => {
      seen.push(...inputs.map(({ x }) => x));
      return inputs.map(({ x }) => ({ y: x }));
    };
    const { service } = await opened(
      [{ ...watching, open: () => ({ answer: ({ x }: { x: number }) => ({ y: x }), answerMany }) }],
      { batching: { maxSize: 5, maxLatency: 150 } },
    );
    await service.setRoute("timed", { default: "watching", deadline: 20 }, because);
    await expect(service.ask("timed", { x: 1 }, { requestId: "r" })).rejects.toMatchObject({
      code: "service/deadline",
    });
    await new Promise((done) => setTimeout(done, 200));
    expect(seen).toEqual([]);
  });
});
