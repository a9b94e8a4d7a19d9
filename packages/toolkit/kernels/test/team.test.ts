import { CONTROL, Kernel, memoryOf, Places, teamOf, threadsByDefault, type TeamKernel } from "@tandem/toolkit-kernels";
import { expect, it, vi } from "vitest";
import { squaresBytes } from "./squares.generated.ts";

interface Squares extends TeamKernel {
  square(at: number, count: number): void;
}
const kernel = new Kernel<Squares>(squaresBytes);

const COUNT = 1000;
/** A job of so many numbers takes longer than a thread to wake. */
const MANY = 2_000_000;

function teamWithNumbers(threads: number, count = COUNT) {
  const places = new Places();
  const context = places.take(CONTROL.bytes);
  const at = places.take(8 * count);
  const memory = memoryOf(places.bytes, true)!;
  const numbers = new Int32Array(memory.buffer, at, 2 * count);
  for (let i = 0; i < count; i++) numbers[2 * i] = i;
  return { ...teamOf(kernel, memory, { context, threads }), at, numbers };
}

const pick = (numbers: Int32Array, part: 0 | 1) => [...numbers.filter((_, i) => i % 2 === part)];

it.each([1, 2, 3])("does every chunk once, on %i threads", (threads) => {
  const { exports, at, numbers, close } = teamWithNumbers(threads);
  exports.square(at, COUNT);
  expect(pick(numbers, 0)).toEqual(Array.from({ length: COUNT }, (_, i) => i * i));
  exports.square(at, 10);
  expect(pick(numbers, 0)[9]).toBe(81 * 81);
  expect(pick(numbers, 0)[10]).toBe(100);
  close();
});

it("is joined by its threads, in the first team and in those after it", async () => {
  for (let round = 0; round < 3; round++) {
    const { exports, at, numbers, close } = teamWithNumbers(2, MANY);
    await vi.waitFor(
      () => {
        exports.square(at, MANY);
        expect(numbers.some((thread, i) => i % 2 === 1 && thread === 1)).toBe(true);
      },
      { timeout: 30_000, interval: 1 },
    );
    close();
  }
}, 100_000);

it("does the work alone where a thread never comes", () => {
  const { exports, at, numbers, close } = teamWithNumbers(1);
  exports.attach(1024, 0, 5);
  exports.square(at, COUNT);
  expect(new Set(pick(numbers, 1))).toEqual(new Set([0]));
  close();
});

it("has a thread for each processor, up to 16", () => {
  expect(threadsByDefault()).toBeGreaterThanOrEqual(1);
  expect(threadsByDefault()).toBeLessThanOrEqual(16);
});
