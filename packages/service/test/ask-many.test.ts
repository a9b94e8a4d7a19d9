import { defineImplementation, type AnyImplementation } from "@tandem/core";
import { compareMirrors, type ModelService, type Outcome } from "@tandem/service";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Timed, times, timesImplementation } from "./fixtures/doubling.mjs";
import { because, opened } from "./fixtures/opened.ts";

fc.configureGlobal(process.env["CI"] ? { seed: 1 } : {}); // CI repeats itself

interface Point {
  readonly x: number;
}
const half = ({ x }: Point) => {
  if (x === 13) throw new Error("no 13");
  return { y: x / 2 };
};

/** Halves, alone and together, and keeps how it was asked. */
function halving(name = "halving", models: AnyImplementation["models"] = []) {
  const calls: number[] = [];
  const implementation = defineImplementation(Timed, {
    name,
    models,
    open: () => ({
      answer(input: Point) {
        calls.push(1);
        return half(input);
      },
      async answerMany(inputs: readonly Point[]) {
        calls.push(inputs.length);
        return inputs.map(half);
      },
    }),
  });
  return { implementation, calls };
}
const points = (count: number) => Array.from({ length: count }, (_, x) => ({ x: x + 100 }));
const settled = (answers: Promise<unknown>) => answers.catch((error: Error) => error.message);
const oneByOne = async (service: ModelService, inputs: readonly Point[]) => {
  const outputs: unknown[] = [];
  for (const input of inputs) outputs.push((await service.ask("timed", input, { requestId: "r" })).output);
  return outputs;
};

it("gives the answers and the failures that the inputs get one by one", async () => {
  const xs = fc.array(fc.oneof(fc.constant(13), fc.double({ noNaN: true })), { maxLength: 150 });
  const { service } = await opened([timesImplementation]);
  await fc.assert(
    fc.asyncProperty(xs, async (numbers) => {
      const inputs = numbers.map((x) => ({ x }));
      const many = service.askMany("timed", inputs, { requestId: "r" }).then(({ outputs }) => outputs);
      expect(await settled(many)).toEqual(await settled(oneByOne(service, inputs)));
    }),
    { numRuns: 40 },
  );
});

it("asks in few calls, and one by one only where a call failed", async () => {
  const { implementation, calls } = halving();
  const { service } = await opened([implementation]);
  const { outputs, target } = await service.askMany("timed", points(150), { requestId: "r" });
  expect(outputs).toEqual(points(150).map(half));
  expect([target?.title, calls.splice(0)]).toEqual(["halving@champion", [64, 64, 22]]);
  await expect(service.askMany("timed", [...points(3), { x: 13 }], { requestId: "r" })).rejects.toThrow("no 13");
  expect(calls.splice(0)).toEqual([4, 1, 1, 1, 1]);
  expect(await service.askMany("timed", [], { requestId: "r" })).toEqual({ outputs: [], target: undefined });
});

it("answers the row that fails by the fallback, and only that", async () => {
  const { implementation } = halving();
  const zero = defineImplementation(Timed, { name: "zero", open: () => ({ answer: () => ({ y: 0 }) }) });
  const { service } = await opened([implementation, zero]);
  await service.setRoute("timed", { default: "halving", fallback: "zero" }, because);
  const { outputs } = await service.askMany("timed", [{ x: 4 }, { x: 13 }, { x: 6 }], { requestId: "r" });
  expect(outputs).toEqual([{ y: 2 }, { y: 0 }, { y: 3 }]);
});

it("asks models whose rows depend on each other, and implementations without answerMany, one by one", async () => {
  const dependent = halving("dependent", [{ ...times, traits: { rowIndependent: false, deterministic: true } }]);
  const { service } = await opened([dependent.implementation], { batching: { maxSize: 8 } });
  await service.askMany("timed", points(3), { requestId: "r" });
  await Promise.all(points(3).map((input) => service.ask("timed", input, { requestId: "r" })));
  expect(dependent.calls).toEqual([1, 1, 1, 1, 1, 1]);
  let most = 0;
  let underWay = 0;
  const single = defineImplementation(Timed, {
    name: "single",
    open: () => ({
      async answer(input) {
        most = Math.max(most, ++underWay);
        await new Promise((done) => setTimeout(done, 1));
        underWay--;
        return half(input);
      },
    }),
  });
  const { service: another } = await opened([single], { maxWaiting: 20 });
  const { outputs } = await another.askMany("timed", points(100), { requestId: "r" });
  expect([outputs, most]).toEqual([points(100).map(half), 10]); // half of its room is left to others
});

it("tells of every row, and mirrors them together", async () => {
  const [first, second] = [halving(), halving("mirrored")];
  const { service } = await opened([first.implementation, second.implementation]);
  await service.setRoute("timed", { default: "halving", mirror: ["mirrored"] }, because);
  const mirrors = compareMirrors(service);
  const outcomes: Outcome[] = [];
  service.observe((outcome) => void outcomes.push(outcome));
  await service.askMany("timed", points(70), { requestId: "r" });
  await expect.poll(() => mirrors.records()).toMatchObject([{ compared: 70 }]);
  const ids = outcomes.filter(({ role }) => role === "answer").map(({ requestId }) => requestId);
  expect(ids).toEqual(points(70).map((_, i) => `r/${i}`));
  expect(second.calls).toEqual([64, 6]);
  expect(mirrors.records()).toMatchObject([{ target: "mirrored@champion", compared: 70, agreement: 1, failed: 0 }]);
});

it("goes one way through a split, and lets others have their turn between calls", async () => {
  const [first, second] = [halving(), halving("other")];
  const { service } = await opened([first.implementation, second.implementation]);
  await service.setRoute("timed", { default: "halving", split: { halving: 1, other: 1 } }, because);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await service.askMany("timed", points(64 * 200), { requestId: "r" });
  clearInterval(timer);
  expect([first.calls.length, second.calls.length].sort((a, b) => a - b)).toEqual([0, 200]);
  expect(turns).toBeGreaterThan(0);
});

it("ends what is under way when the service drains, and refuses what comes after", async () => {
  const { implementation } = halving();
  const { service } = await opened([implementation]);
  const many = service.askMany("timed", [...points(500), { x: 8 }], { requestId: "r" });
  await service.drain();
  expect((await many).outputs.at(-1)).toEqual({ y: 4 });
  await expect(service.askMany("timed", points(1), { requestId: "r" })).rejects.toMatchObject({
    code: "service/draining",
  });
});
